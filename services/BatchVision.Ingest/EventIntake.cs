using System.Globalization;
using BatchVision.Contracts;
using BatchVision.Objects;
using BatchVision.Storage;

namespace BatchVision.Ingest;

/// <summary>Sorts object events by the streams that follow them and hands them to the ledger.</summary>
public sealed partial class EventIntake(EventLedger ledger, ObjectStores stores, IngestOptions options, ILogger<EventIntake> logger)
{
    // The most digits that the parser lets in; fewer are led by zeros, so that text order is the order of the numbers.
    private const int SequencerLength = 64;

    /// <summary>Queues what is new. Events that no stream follows are nobody's.</summary>
    public async Task TakeAsync(IReadOnlyList<ObjectEvent> events, CancellationToken cancellationToken)
    {
        foreach (var stream in options.Streams)
        {
            var mine = events.Where(e => stream.Holds(e) && !SidecarNames.MatchKey(e.Key)).ToList();
            if (mine.Count > 0)
            {
                var changes = await Task.WhenAll(mine.Select(e => ChangeAsync(e, cancellationToken).AsTask()));
                var plan = new StreamPlan(stream.Source, $"s3://{stream.Bucket}/", stream.ModelList);
                var queued = await ledger.AppendAsync(
                    plan, changes, (images, models, known) => PageCutter.Cut(images, models, known, options.ChunkSize), cancellationToken);
                IngestTelemetry.Events.Add(mine.Count);
                IngestTelemetry.Count(queued, 0, 0);
                LogTaken(stream.Source, mine.Count, queued);
            }
        }

        var strangers = events.Count(e => !options.Streams.Any(stream => stream.Holds(e)));
        if (strangers > 0)
        {
            LogStrangers(strangers);
        }
    }

    private async ValueTask<ObjectChange> ChangeAsync(ObjectEvent e, CancellationToken cancellationToken)
    {
        var sequencer = (e.Sequencer ?? e.At.UtcTicks.ToString("x", CultureInfo.InvariantCulture)).ToLowerInvariant().PadLeft(SequencerLength, '0');
        var (etag, bytes) = (e.ETag, e.Bytes ?? 0);
        if (!e.Removed && etag is null && await stores.OpenStore($"s3://{e.Bucket}/").FindAsync(e.Key, cancellationToken) is { } found)
        {
            (etag, bytes) = (found.ETag, found.Bytes);
        }

        return new ObjectChange(e.Key, e.Removed ? null : etag, bytes, sequencer, e.At);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Stream {Source}: {Events} events, {Images} images queued.")]
    private partial void LogTaken(string source, int events, int images);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Events} events belong to no stream; see Ingest:Streams.")]
    private partial void LogStrangers(int events);
}
