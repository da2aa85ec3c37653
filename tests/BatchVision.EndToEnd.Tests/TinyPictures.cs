using BatchVision.TestServers;

namespace BatchVision.EndToEnd.Tests;

/// <summary>Many small objects: the smallest of our own pictures, each name with a few bytes of its own after the end of the image.</summary>
internal static class TinyPictures
{
    private static readonly byte[] Picture = File.ReadAllBytes(
        Directory.GetFiles(Repository.Samples, "*.*").Where(file => file.EndsWith(".png", StringComparison.Ordinal) || file.EndsWith(".jpg", StringComparison.Ordinal))
            .MinBy(file => new FileInfo(file).Length)!);

    public static Task UploadAsync(TestBucket bucket, string prefix, int count, CancellationToken cancellationToken) => Parallel.ForAsync(
        0, count, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellationToken },
        async (i, token) => await bucket.PutAsync($"{prefix}{i:000000}.jpg", Picture, token));
}
