using System.Text.Json;

namespace BatchVision.EndToEnd.Tests;

/// <summary>One image's way through all services, as a collector sees it.</summary>
public sealed class TraceTests
{
    private const int Images = 100;
    private const int ChunkSize = 16;
    private const int Chunks = 7;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task Trace_OfAnImage_LeadsFromItsListingPageToItsRow()
    {
        await using var collector = await OtlpReceiver.StartAsync(Token);
        await using var stack = await Stack.CreateAsync();
        await TinyPictures.UploadAsync(stack.Bucket, "", Images, Token);
        foreach (var (key, value) in collector.Settings)
            stack.Settings[key] = value;
        stack.Settings["Ingest__ChunkSize"] = $"{ChunkSize}";
        stack.Settings["Worker__CpuMaxBatchSize"] = "8";
        await stack.StartServicesAsync();
        var job = await stack.WaitUntilClosedAsync((await stack.SubmitAsync()).JobId);
        Assert.Equal(Images, job.Recognized);
        await Stack.UntilAsync(() => Task.FromResult(
            Named("write rows").Sum(span => span.Links.Count) == Chunks && Named("infer colors").Sum(span => int.Parse(span.Tags["batchvision.inference.batch.size"])) == Images
            && Named("chunk-recognized receive").Count() == Chunks && Named("recognize chunk").Count() == Chunks && Named("list page").Any()));
        var spans = collector.Spans.ToDictionary(span => span.SpanId);

        // The image is in the fourth chunk; the ledger knows its trace, which is that of the listing page.
        var chunk = Assert.Single(await Rows.QueryAsync(stack.Database, $"SELECT chunk_id, trace_parent FROM chunk WHERE ordinal = {50 / ChunkSize}")).Split('|');
        var page = Assert.Single(spans.Values, span => span.TraceId == chunk[1].Trim().Split('-')[1] && span.Name == "list page");
        Assert.Equal(("", "batchvision-ingest"), (page.ParentId, page.Service));

        // Its chunk in the worker, and up from there to the page without a gap.
        var recognized = Assert.Single(Named("recognize chunk"), span => span.Tags["batchvision.chunk.id"] == chunk[0].Trim());
        Assert.Equal("batchvision-worker", recognized.Service);
        Assert.Equal($"{ChunkSize}", recognized.Tags["batchvision.chunk.images"]);
        Assert.Equal(page, Way(recognized)[^1]);
        Assert.Contains(Way(recognized), span => span.Name == "send chunk");

        // From the worker to the row: sent after it, and received by Results in the same trace, until after the rows were committed.
        var consumed = spans[recognized.ParentId];
        var received = Assert.Single(Named("chunk-recognized receive"), span => Way(span).Contains(consumed));
        Assert.Equal(("batchvision-results", page.TraceId), (received.Service, received.TraceId));
        Assert.Equal(page, Way(received)[^1]);
        var written = Assert.Single(Named("write rows"), span => span.Links.Any(link => Way(spans[link.SpanId]).Contains(consumed)));
        Assert.Equal("", written.ParentId);
        Assert.NotEqual(page.TraceId, written.TraceId);
        Assert.True(received.End >= written.End, "the message was acknowledged after the commit");

        // Batches are heads of traces of their own, with one link for each chunk in them.
        var batches = Named("infer colors").ToList();
        var chunksOfBatches = batches.SelectMany(batch => batch.Links.Select(link => link.SpanId)).Distinct().Order();
        Assert.All(batches, batch => Assert.Equal("", batch.ParentId));
        Assert.All(batches, batch => Assert.Equal(batch.Links.Distinct(), batch.Links));
        Assert.All(batches, batch => Assert.InRange(batch.Links.Count, 1, int.Parse(batch.Tags["batchvision.inference.batch.size"])));
        Assert.Equal(Named("recognize chunk").Select(span => span.SpanId).Order(), chunksOfBatches);

        // And its log line names the trace.
        Assert.Contains(stack.Service("Worker").Log, line => line.StartsWith('{') && line.Contains($"Chunk {50 / ChunkSize} of job", StringComparison.Ordinal)
            && JsonDocument.Parse(line).RootElement.GetProperty("Scopes").EnumerateArray().Any(scope =>
                scope.TryGetProperty("TraceId", out var trace) && trace.GetString() == page.TraceId));

        IEnumerable<OtlpSpan> Named(string name) => collector.Spans.Where(span => span.Name == name);

        List<OtlpSpan> Way(OtlpSpan span)
        {
            List<OtlpSpan> way = [span];
            while (way[^1].ParentId != "")
                way.Add(spans[way[^1].ParentId]);
            return way;
        }
    }
}
