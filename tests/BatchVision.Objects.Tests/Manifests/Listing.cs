using System.IO.Compression;
using System.Text;
using BatchVision.Contracts;
using BatchVision.Objects.Manifests;

namespace BatchVision.Objects.Tests.Manifests;

/// <summary>Manifests in memory, and a bucket that knows what a test puts into it.</summary>
internal sealed class Listing : IManifestFiles
{
    private readonly Dictionary<string, Func<Stream>> _files = [];

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Objects that the bucket has.</summary>
    public Dictionary<string, ImageRef> Objects { get; } = [];

    /// <summary>Greatest number of questions to the bucket at a time.</summary>
    public int MostAtOnce { get; private set; }

    public Listing With(string key, string text) => With(key, Encoding.UTF8.GetBytes(text));

    public Listing With(string key, byte[] bytes) => With(key, () => new MemoryStream(bytes));

    public Listing With(string key, Func<Stream> open)
    {
        _files[key] = open;
        return this;
    }

    public static byte[] Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    public Task<ManifestFile> OpenAsync(string key, CancellationToken cancellationToken)
    {
        var stream = _files[key]();
        return Task.FromResult(new ManifestFile(key, "v1", stream.Length, stream));
    }

    public IAsyncEnumerable<ObjectPage> PagesAsync(string key, string? startAfter = null, int pageSize = 1000) =>
        new ManifestSource($"manifest+s3://lists/{key}", key, this, bucket => new Bucket(this, bucket)).ListAsync(startAfter, pageSize, Token);

    public async Task<List<ImageRef>> ImagesAsync(string key) =>
        await PagesAsync(key).SelectMany(page => page.Objects).ToListAsync(Token);

    public async Task<List<string>> KeysAsync(string key) => [.. (await ImagesAsync(key)).Select(image => image.Key)];

    public async Task<string> FailsAsync(string key)
    {
        var message = (await Assert.ThrowsAsync<SourceException>(() => ImagesAsync(key))).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    private sealed class Bucket(Listing listing, string name) : IObjectStore
    {
        private int _now;

        public string Root => $"s3://{name}/";

        public ValueTask<Fetched> FetchAsync(ImageRef image, long maxBytes, CancellationToken cancellationToken) => throw new NotSupportedException();

        public async ValueTask<ImageRef?> FindAsync(string key, CancellationToken cancellationToken)
        {
            var now = Interlocked.Increment(ref _now);
            lock (listing.Objects)
            {
                listing.MostAtOnce = Math.Max(listing.MostAtOnce, now);
            }

            await Task.Yield();
            Interlocked.Decrement(ref _now);
            return listing.Objects.GetValueOrDefault(key);
        }
    }
}
