using System.Runtime.CompilerServices;
using BatchVision.Objects;

namespace BatchVision.Ingest;

/// <summary>Lists the next page while the caller is busy with the last: store and ledger work at the same time. One page is ahead, never more.</summary>
internal static class PagesAhead
{
    public static async IAsyncEnumerable<ObjectPage> ListAheadAsync(
        this IObjectSource source, string? startAfter, int pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var pages = source.ListAsync(startAfter, pageSize, stop.Token).GetAsyncEnumerator(stop.Token);
        var next = pages.MoveNextAsync().AsTask();
        try
        {
            while (await next)
            {
                var page = pages.Current;
                next = pages.MoveNextAsync().AsTask();
                yield return page;
            }
        }
        finally
        {
            // A listing cannot be let go of while it is being asked.
            await stop.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
