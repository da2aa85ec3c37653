using System.Globalization;
using System.Runtime.CompilerServices;
using BatchVision.Contracts;
using BatchVision.Objects;
using BatchVision.Storage;

namespace BatchVision.Ingest;

/// <summary>The images that failed in a job, in the versions they have now.</summary>
internal sealed class FailedImagesSource(Guid jobId, Ledger ledger, ObjectStores stores) : IObjectSource
{
    public string Source => $"{Jobs.RetryScheme}{jobId}";

    public async IAsyncEnumerable<ObjectPage> ListAsync(
        string? startAfter, int pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = startAfter is null ? 0 : long.Parse(startAfter, CultureInfo.InvariantCulture);
        while (await ledger.FailedImagesAsync(jobId, after, pageSize, cancellationToken) is { Count: > 0 } failed)
        {
            // A page has one root; a job has seen more than one only when its source was a retry itself.
            var page = failed.TakeWhile(image => image.Root == failed[0].Root).ToList();
            var store = stores.OpenStore(page[0].Root);
            var images = new List<ImageRef>(page.Count);
            foreach (var key in page.Select(image => image.Key).Distinct(StringComparer.Ordinal))
            {
                // What is gone stays in the list: it gets its row like any other image.
                images.Add(await store.FindAsync(key, cancellationToken) ?? new ImageRef(key, "", 0));
            }

            after = page[^1].ImageId;
            yield return new ObjectPage(store.Root, images, 0, after.ToString(CultureInfo.InvariantCulture), []);
        }
    }
}
