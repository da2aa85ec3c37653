using System.Collections.Concurrent;

namespace BatchVision.Ingest;

/// <summary>The listings under way, so that one that gets stuck is seen.</summary>
public sealed class Listings(TimeProvider time)
{
    private readonly ConcurrentDictionary<Listing, long> _advanced = [];

    /// <summary>How long the slowest one has been without a page; zero where nothing is listed.</summary>
    public TimeSpan LongestWait => _advanced.Values.Select(at => time.GetElapsedTime(at)).DefaultIfEmpty().Max();

    public Listing Begin()
    {
        var listing = new Listing(this);
        listing.Advance();
        return listing;
    }

    public sealed class Listing(Listings listings) : IDisposable
    {
        /// <summary>It got a page, or has room for the next.</summary>
        public void Advance() => listings._advanced[this] = listings.Now;

        public void Dispose() => listings._advanced.TryRemove(this, out _);
    }

    private long Now => time.GetTimestamp();
}
