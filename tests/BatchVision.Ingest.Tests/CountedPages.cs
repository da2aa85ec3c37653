using System.Runtime.CompilerServices;
using BatchVision.Contracts;
using BatchVision.Objects;

namespace BatchVision.Ingest.Tests;

/// <summary>Pages of one image each, from a source that looks how far the ledger is whenever it is asked for one.</summary>
internal sealed class CountedPages(string source, int pages, Func<Task<long>> recorded) : IObjectSource
{
    public string Source => source;

    public List<long> RecordedWhenAsked { get; } = [];

    /// <summary>Whether the listing was ended or let go of, and not left in the middle of a step.</summary>
    public bool IsOver { get; private set; }

    public async IAsyncEnumerable<ObjectPage> ListAsync(string? startAfter, int pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            for (var page = 0; page <= pages; page++)
            {
                RecordedWhenAsked.Add(await recorded());
                if (page < pages)
                {
                    yield return new ObjectPage(Source, [new ImageRef($"{page}.jpg", "v", 1)], 0, $"{page}", []);
                }
            }
        }
        finally
        {
            IsOver = true;
        }
    }
}
