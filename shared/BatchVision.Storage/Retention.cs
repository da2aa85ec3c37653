using BatchVision.Storage.Partitions;

namespace BatchVision.Storage;

/// <summary>
/// Removes images of the past with all that is known of them. Where the facts are divided by month, whole months go, by dropping their tables, and a month
/// stays until all of it is old. Jobs stay. An object that still exists is recognized again when its source is next listed.
/// </summary>
/// <param name="database">A migrated database, opened by the owner of its tables.</param>
/// <param name="timeProvider">Says what day it is; the system's by default.</param>
public sealed class Retention(Database database, TimeProvider? timeProvider = null) : IAsyncDisposable
{
    // One transaction: on SQLite other writers wait for it.
    private const int ImagesPerPage = 5000;

    // Of the fact tables, the one that refers to the other first.
    private static readonly string[] Parents = ["prediction", "recognition"];

    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;
    private readonly Session _session = database.OpenSession(timeProvider ?? TimeProvider.System);

    /// <summary>What <see cref="RemoveAsync"/> would remove.</summary>
    public async Task<Removal> PreviewAsync(DateOnly olderThan, CancellationToken cancellationToken)
    {
        const string Count = "SELECT count(*) FROM image WHERE ingested_on < @before";
        var (before, old) = await _session.ReadAsync(token => PlanAsync(olderThan, token), cancellationToken);
        var images = before is null
            ? [0L]
            : await _session.ReadAsync(
                token => _session.QueryAsync(Count, r => r.GetInt64(0), token, ("@before", before)), cancellationToken);
        return new Removal(before, images[0], [.. old.Select(table => table.Partition.Name)]);
    }

    /// <summary>Removes images that were first seen before a day. A removal that was cut off is finished by the next.</summary>
    /// <param name="olderThan">The first day that stays: today at the latest.</param>
    /// <param name="progress">Told how many images are gone so far.</param>
    /// <param name="cancellationToken">Stops between pages.</param>
    public async Task<Removal> RemoveAsync(DateOnly olderThan, Action<long>? progress, CancellationToken cancellationToken)
    {
        var (before, old) = await _session.ReadAsync(token => PlanAsync(olderThan, token), cancellationToken);
        foreach (var (parent, partition) in old)
        {
            // Detached first: one that others refer to cannot be dropped.
            await _session.WriteAsync(
                async token =>
                {
                    await _session.ExecuteAsync($"ALTER TABLE {parent} DETACH PARTITION \"{partition.Name}\"", token);
                    return await _session.ExecuteAsync($"DROP TABLE \"{partition.Name}\"", token);
                },
                cancellationToken);
        }

        var images = 0L;
        var page = before is null ? 0 : ImagesPerPage;
        while (page == ImagesPerPage)
        {
            page = await _session.WriteAsync(token => RemovePageAsync(before, token), cancellationToken);
            images += page;
            progress?.Invoke(images);
        }

        return new Removal(before, images, [.. old.Select(table => table.Partition.Name)]);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    /// <summary>Predictions have no key to what goes with their image. The images are held first: a writer of more then waits, and finds them gone.</summary>
    private async Task<int> RemovePageAsync(DateOnly? before, CancellationToken token)
    {
        var dialect = _session.Dialect;
        var select = $"SELECT i.image_id FROM image i WHERE i.ingested_on < @before ORDER BY i.image_id LIMIT @limit {dialect.ForUpdate("i")}";
        var images = Moderation.Rows(await _session.QueryAsync(select, r => r.GetInt64(0), token, ("@before", before), ("@limit", ImagesPerPage)));
        foreach (var table in new[] { "prediction", "image" })
        {
            await _session.ExecuteAsync(
                $"DELETE FROM {table} WHERE image_id IN (SELECT r.image_id FROM {dialect.From(ModerationSql.ImageIdShape)} r)", images, token);
        }

        return images.Count;
    }

    private async Task<(DateOnly? Before, List<(string Parent, Partition Partition)> Old)> PlanAsync(DateOnly olderThan, CancellationToken token)
    {
        // Partitions of today and of the months to come are written to.
        if (olderThan > DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime))
        {
            throw new StorageException($"{olderThan:yyyy-MM-dd} is in the future; images of today stay.");
        }

        if (_session.Dialect.IsPartitioned is not { } isPartitioned || !(await _session.QueryAsync(isPartitioned, r => r.GetBoolean(0), token))[0])
        {
            return (olderThan, []);
        }

        var old = new List<(string, Partition)>();
        DateOnly? before = null;
        foreach (var parent in Parents)
        {
            var partitions = await _session.QueryAsync(
                PartitionSql.List,
                r => new Partition(r.GetString(0), r.IsDBNull(1) ? null : r.GetFieldValue<DateOnly>(1), r.GetFieldValue<DateOnly>(2)),
                token, ("@parent", parent));
            old.AddRange(partitions.Where(partition => partition.EndsBefore <= olderThan).Select(partition => (parent, partition)));
            // Images without facts: all before the first partition that stays, those of an earlier removal that was cut off included.
            before = partitions.Find(partition => partition.EndsBefore > olderThan)?.StartsOn;
        }

        return (before, old);
    }
}
