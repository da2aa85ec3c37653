using BatchVision.Contracts;
using BatchVision.Storage;
using CsCheck;

namespace BatchVision.Ingest.Tests;

public sealed class PageCutterTests
{
    private static readonly string[] Models = ["aa", "bb", "cc"];

    [Fact]
    public void Cut_AnyPageAndKnowledge_PlansEveryMissingPairOnce() =>
        Gen.Select(Gen.Int[0, 200], Gen.Int[1, 64], Gen.Int).Sample((count, chunkSize, seed) =>
        {
            var random = new Random(seed);
            var page = Enumerable.Range(0, count).Select(i => new ImageRef($"{i:d3}", "e", 1)).ToList();
            var known = page.SelectMany(image => Models, (image, model) => new SettledPair(image.Key, model))
                .Where(_ => random.Next(3) == 0).ToHashSet();

            var (chunks, skipped) = PageCutter.Cut(page, Models, known, chunkSize);

            var planned = chunks.SelectMany(chunk => chunk.Images.SelectMany(image => chunk.Models, (image, model) => new SettledPair(image.Key, model))).ToList();
            Assert.Equal(planned.Count, planned.Distinct().Count());
            Assert.True(known.SetEquals(page.SelectMany(image => Models, (image, model) => new SettledPair(image.Key, model)).Except(planned)));
            Assert.Equal(count, skipped + chunks.Sum(chunk => chunk.Images.Count));
            Assert.All(chunks, chunk =>
            {
                Assert.InRange(chunk.Images.Count, 1, chunkSize);
                Assert.Equal(chunk.Images.OrderBy(image => image.Key, StringComparer.Ordinal), chunk.Images);
            });
        });

    [Fact]
    public void Cut_LongKeys_KeepTheMessageSmall()
    {
        var page = Enumerable.Range(0, 64).Select(i => new ImageRef(new string('ж', 1000) + i, "e", 1)).ToList();
        var (chunks, _) = PageCutter.Cut(page, Models, new HashSet<SettledPair>(), 64);
        Assert.Equal(64, chunks.Sum(chunk => chunk.Images.Count));
        Assert.All(chunks, chunk => Assert.InRange(System.Text.Json.JsonSerializer.Serialize(chunk.Images).Length, 1, 56_000));
    }
}
