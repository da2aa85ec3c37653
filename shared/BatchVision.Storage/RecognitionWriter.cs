using System.Collections.Concurrent;
using BatchVision.Contracts;

namespace BatchVision.Storage;

/// <summary>
/// Turns results into rows. Images, labels, recognitions, predictions and the end of their chunks are one transaction, so
/// a chunk is done exactly when its rows are there. The first result of a chunk counts; repeats find it done and change
/// nothing, in whatever order they come. Where a policy is active its verdicts on the images are part of the transaction.
/// Safe for concurrent callers, <see cref="Concurrency"/> of which write at once.
/// </summary>
public sealed class RecognitionWriter : IAsyncDisposable
{
    /// <summary>
    /// How many transactions it has under way at most; further callers wait. Two: while one waits for its commit or makes its rows, the other keeps
    /// the server busy. SQLite has one write lock, and one at a time.
    /// </summary>
    public const int Concurrency = 2;

    private readonly Database _database;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _free;

    // The one that was used last goes first: where one is enough, no other is ever opened.
    private readonly ConcurrentStack<ResultSession> _idle;
    private DateOnly? _partitionsOf;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="database">A migrated database.</param>
    /// <param name="timeProvider">Clock of the timestamps; the system's by default.</param>
    public RecognitionWriter(Database database, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(database);
        _database = database;
        _time = timeProvider ?? TimeProvider.System;
        var writers = database.Dialect.Writers;
        _free = new SemaphoreSlim(writers, writers);
        _idle = new(Enumerable.Range(0, writers).Select(_ => new ResultSession(database.OpenSession(_time), _time)));
    }

    /// <summary>Writes a batch of results and closes their chunks. Returns what that was.</summary>
    /// <exception cref="ChunkRefusedException">A result does not answer its chunk; nothing was written.</exception>
    /// <exception cref="StorageUnavailableException">The database stayed locked or away; nothing was written and another try may succeed.</exception>
    public async Task<Written> WriteAsync(IReadOnlyList<ChunkRecognized> results, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        _idle.TryPop(out var session);
        try
        {
            await CreatePartitionsAsync(session!, cancellationToken);
            return await session!.WriteAsync(results, cancellationToken);
        }
        finally
        {
            _idle.Push(session!);
            _free.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var session in _idle)
        {
            await session.DisposeAsync();
        }

        _free.Dispose();
    }

    /// <summary>Once a day and process, so that one failure does no harm.</summary>
    private async Task CreatePartitionsAsync(ResultSession session, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);
        if (_database.Dialect.CreatePartitions is { } statement && _partitionsOf != today)
        {
            await session.CreatePartitionsAsync(statement, today, cancellationToken);
            _partitionsOf = today;
        }
    }
}
