using BatchVision.Contracts;
using BatchVision.Storage;

namespace BatchVision.Ingest;

/// <summary>
/// Cuts a page into chunks: images that lack the same models together, in listing order, never across pages. The same
/// page and the same knowledge give the same chunks.
/// </summary>
internal static class PageCutter
{
    /// <summary>Room for the references in a message that stays under 64 kB with its envelope.</summary>
    private const int MaxRefCharacters = 48_000;

    public static (List<PlannedChunk> Chunks, int Skipped) Cut(
        IReadOnlyList<ImageRef> page, IReadOnlyList<string> models, IReadOnlySet<SettledPair> known, int chunkSize)
    {
        var chunks = new List<PlannedChunk>();
        var groups = page.GroupBy(image => Missing(image, models, known)).ToList();
        // GroupBy keeps the order of first appearance, within groups and of groups.
        foreach (var group in groups.Where(group => group.Key.Models.Count > 0))
        {
            var images = new List<ImageRef>(chunkSize);
            var characters = 0;
            foreach (var image in group)
            {
                var size = JsonLength(image);
                if (images.Count == chunkSize || (images.Count > 0 && characters + size > MaxRefCharacters))
                {
                    chunks.Add(new PlannedChunk(group.Key.Models, images));
                    images = new List<ImageRef>(chunkSize);
                    characters = 0;
                }

                images.Add(image);
                characters += size;
            }

            chunks.Add(new PlannedChunk(group.Key.Models, images));
        }

        return (chunks, groups.Where(group => group.Key.Models.Count == 0).Sum(group => group.Count()));
    }

    private static ModelSet Missing(ImageRef image, IReadOnlyList<string> models, IReadOnlySet<SettledPair> known) =>
        known.Count == 0 ? new ModelSet(models) : new ModelSet([.. models.Where(model => !known.Contains(new SettledPair(image.Key, model)))]);

    // Upper bound: a character outside ASCII may travel as \uXXXX.
    private static int JsonLength(ImageRef image) =>
        64 + image.ETag.Length + image.Key.Sum(c => c is < ' ' or > '~' or '"' or '\\' or '<' or '>' or '&' or '+' or '\'' ? 6 : 1);

    private readonly struct ModelSet(IReadOnlyList<string> models) : IEquatable<ModelSet>
    {
        public IReadOnlyList<string> Models => models;

        public bool Equals(ModelSet other) => ReferenceEquals(models, other.Models) || models.SequenceEqual(other.Models);

        public override bool Equals(object? obj) => obj is ModelSet other && Equals(other);

        public override int GetHashCode() => models.Count == 0 ? 0 : HashCode.Combine(models.Count, models[0]);
    }
}
