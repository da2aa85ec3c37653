using System.Runtime.CompilerServices;
using BatchVision.Contracts;
using BatchVision.Objects;

namespace BatchVision.Benchmarks;

/// <summary>A source that costs next to nothing to list.</summary>
internal sealed class GeneratedKeys(int count) : IObjectSource
{
    public string Source => "s3://generated/";

    public async IAsyncEnumerable<ObjectPage> ListAsync(
        string? startAfter, int pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var first = 0; first < count; first += pageSize)
        {
            await Task.Yield();
            var page = Enumerable.Range(first, Math.Min(pageSize, count - first))
                .Select(number => new ImageRef($"uploads/2026/{number / 1000:d6}/{number:d9}.jpg", $"{number:x32}", 200_000))
                .ToArray();
            yield return new ObjectPage(Source, page, 0, page[^1].Key, []);
        }
    }
}
