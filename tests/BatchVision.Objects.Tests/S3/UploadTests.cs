using System.Security.Cryptography;
using Amazon.S3.Model;
using BatchVision.Objects.S3;
using BatchVision.TestServers;

namespace BatchVision.Objects.Tests.S3;

/// <summary>Objects written in parts.</summary>
public sealed class UploadTests
{
    private const int Part = 8 << 20;
    private const string Key = "a folder/ä+b.bin";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(Part)]
    [InlineData(Part + 1)]
    [InlineData(2 * Part)]
    public async Task Write_AnySize_IsTheObjectAndLeavesNoParts(int size)
    {
        await using var place = await S3Place.CreateAsync();
        var bytes = RandomNumberGenerator.GetBytes(size);

        await using var upload = await place.Stores.UploadAsync(place.Root + Key, "text/csv", restart: false, Token);
        await upload.WriteAsync(bytes, Token);
        Assert.False(await place.Stores.ExistsAsync(place.Root + Key, Token));
        await upload.CompleteAsync(Token);

        Assert.Equal(bytes, await ReadAsync(place));
        Assert.Equal(size, upload.Length);
        Assert.Empty(await UploadsAsync(place));
    }

    [Fact]
    public async Task Write_NetworkLostAfterAPart_TheNextGoesOnFromThere()
    {
        await using var place = await S3Place.CreateAsync();
        await using var proxy = await TcpProxy.StartAsync(place.Server.Endpoint, Token);
        using var stores = place.Open(endpoint: proxy.Through(place.Server.Endpoint));
        var bytes = RandomNumberGenerator.GetBytes(3 * Part + 5);

        await using (var lost = await stores.UploadAsync(place.Root + Key, null, restart: false, Token))
        {
            await lost.WriteAsync(bytes.AsMemory(0, 2 * Part + 1), Token);
            // The second part may be under way, the first has arrived.
            proxy.Cut();
            await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
            {
                await lost.WriteAsync(bytes.AsMemory(2 * Part + 1), Token);
                await lost.CompleteAsync(Token);
            });
            Assert.True(lost.HasParts);
        }

        var arrived = await PartsAsync(place);
        Assert.InRange(arrived.Count, 1, 2);
        Assert.False(await place.Stores.ExistsAsync(place.Root + Key, Token));

        await using var upload = await place.Stores.UploadAsync(place.Root + Key, null, restart: false, Token);
        await upload.WriteAsync(bytes, Token);
        await upload.CompleteAsync(Token);
        Assert.Equal((arrived.Count, 4 - arrived.Count), (upload.PartsKept, upload.PartsSent));
        Assert.Equal(bytes, await ReadAsync(place));
    }

    [Fact]
    public async Task Write_ShorterThanAnUnfinishedUpload_HasNothingOfIt()
    {
        await using var place = await S3Place.CreateAsync();
        var bytes = RandomNumberGenerator.GetBytes(3 * Part + 5);
        await AbandonAsync(place, Key, bytes);
        // Of another key, which begins alike: none of ours.
        await AbandonAsync(place, $"{Key}.old", bytes);

        // Some stores leave the parts that are too many out; others cannot, and then the second try has a free field.
        if (!await TryAsync())
        {
            Assert.True(await TryAsync());
        }

        Assert.Equal(bytes[..(Part + 5)], await ReadAsync(place));
        Assert.Equal($"{Key}.old", Assert.Single(await UploadsAsync(place)).Key);

        async Task<bool> TryAsync()
        {
            await using var upload = await place.Stores.UploadAsync(place.Root + Key, null, restart: false, Token);
            await upload.WriteAsync(bytes.AsMemory(0, Part + 5), Token);
            try
            {
                await upload.CompleteAsync(Token);
                return true;
            }
            catch (StoreUnavailableException e)
            {
                Assert.Contains("the next try sends everything anew", e.Message, StringComparison.Ordinal);
                Assert.False(upload.HasParts);
                return false;
            }
        }
    }

    [Fact]
    public async Task Write_NotAllowed_SaysWhichRights()
    {
        await using var place = await S3Place.CreateAsync();
        await place.DenyAsync("s3:PutObject", "/*");
        await using var upload = await place.Stores.UploadAsync(place.Root + Key, null, restart: false, Token);
        await upload.WriteAsync(new byte[10], Token);
        var e = await Assert.ThrowsAsync<SourceException>(() => upload.CompleteAsync(Token));
        Assert.Contains("s3:PutObject", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PartBytes_OfTenThousandParts_HoldTheLargestObject()
    {
        var sizes = Enumerable.Range(1, 10_000).Select(number => (long)UploadStream.PartBytes(number)).ToArray();
        Assert.All(sizes, size => Assert.InRange(size, 5L << 20, 5L << 30));
        Assert.True(sizes.Sum() >= 5L << 40);
        Assert.Equal(Part, sizes[699]);
    }

    private static async Task AbandonAsync(S3Place place, string key, ReadOnlyMemory<byte> bytes)
    {
        await using var upload = await place.Stores.UploadAsync(place.Root + key, null, restart: false, Token);
        await upload.WriteAsync(bytes, Token);
    }

    private static async Task<byte[]> ReadAsync(S3Place place)
    {
        using var response = await place.Client.GetObjectAsync(place.Bucket, Key, Token);
        using var bytes = new MemoryStream();
        await response.ResponseStream.CopyToAsync(bytes, Token);
        return bytes.ToArray();
    }

    private static async Task<IReadOnlyList<MultipartUpload>> UploadsAsync(S3Place place) =>
        (await place.Client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = place.Bucket }, Token)).MultipartUploads ?? [];

    private static async Task<IReadOnlyList<PartDetail>> PartsAsync(S3Place place)
    {
        var upload = Assert.Single(await UploadsAsync(place));
        return (await place.Client.ListPartsAsync(
            new ListPartsRequest { BucketName = place.Bucket, Key = upload.Key, UploadId = upload.UploadId }, Token)).Parts ?? [];
    }
}
