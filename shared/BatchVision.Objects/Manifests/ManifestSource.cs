using System.Runtime.CompilerServices;
using BatchVision.Contracts;

namespace BatchVision.Objects.Manifests;

/// <summary>
/// The objects that a file names, in the file's order. Where it gives no version the store is asked for it; an object that is not there
/// is listed without one, so that it ends as a row that says so.
/// </summary>
/// <param name="source">Address of the manifest.</param>
/// <param name="key">Key of the manifest among <paramref name="files"/>.</param>
/// <param name="files">Where the manifest's files are.</param>
/// <param name="open">Opens a bucket.</param>
internal sealed class ManifestSource(string source, string key, IManifestFiles files, Func<string, IObjectStore> open) : IObjectSource
{
    private const int RequestsAtOnce = 32;

    public string Source => source;

    /// <inheritdoc/>
    /// <remarks>A checkpoint is a place in this version of the manifest; a resumed listing reads up to it again.</remarks>
    public async IAsyncEnumerable<ObjectPage> ListAsync(
        string? startAfter, int pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pageSize, 1);
        await using var file = await files.OpenAsync(key, cancellationToken);
        var last = startAfter is null ? new ManifestPosition(0, 0, file.ETag) : ManifestPosition.Parse(startAfter);
        if (last.ETag != file.ETag)
        {
            throw new SourceException($"{source} was changed after the job had begun with it; start a new job.");
        }

        IObjectStore? store = null;
        var bucket = "";
        var refs = new List<ImageRef>();
        var ignored = 0;
        await foreach (var entry in EntriesAsync(file, last.Part, cancellationToken))
        {
            if (store is null)
            {
                bucket = entry.Bucket;
                store = open(bucket);
            }

            if (entry.Bucket != bucket)
            {
                throw file.Malformed(entry.Line, $"the bucket is '{entry.Bucket}', and '{bucket}' before; make a manifest for each bucket");
            }

            if (last.Includes(entry))
            {
                continue;
            }

            last = last with { Part = entry.Part, Line = entry.Line };
            if (entry.Ignored)
            {
                ignored++;
            }
            else
            {
                refs.Add(new ImageRef(entry.Key, entry.ETag, entry.Bytes));
            }

            if (refs.Count == pageSize)
            {
                yield return await PageAsync(store, refs, ignored, last, cancellationToken);
                refs.Clear();
                ignored = 0;
            }
        }

        if (refs.Count > 0 || ignored > 0)
        {
            yield return await PageAsync(store!, refs, ignored, last, cancellationToken);
        }
    }

    private async IAsyncEnumerable<ManifestEntry> EntriesAsync(
        ManifestFile file, int firstPart, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var name = key[(key.LastIndexOf('/') + 1)..].ToLowerInvariant();
        if (name == "manifest.json")
        {
            await foreach (var entry in Inventory.ReadAsync(files, file, firstPart, cancellationToken))
            {
                yield return entry;
            }

            yield break;
        }

        var plain = name.EndsWith(".gz", StringComparison.Ordinal) ? name[..^3] : name;
        await using var text = UnpackedStream.Open(file, file.Content);
        var entries = Path.GetExtension(plain) switch
        {
            ".csv" => CsvObjects.ReadAsync(file, text, cancellationToken),
            ".jsonl" or ".ndjson" or ".manifest" => JsonLines.ReadAsync(file, text, cancellationToken),
            _ => throw new SourceException($"{source} is no manifest by its name; .jsonl, .manifest, .csv (each also with .gz) and manifest.json are."),
        };
        await foreach (var entry in entries)
        {
            yield return entry;
        }
    }

    private static async Task<ObjectPage> PageAsync(
        IObjectStore store, List<ImageRef> refs, int ignored, ManifestPosition last, CancellationToken cancellationToken)
    {
        var images = refs.ToArray();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, images.Length).Where(i => images[i].ETag.Length == 0),
            new ParallelOptions { MaxDegreeOfParallelism = RequestsAtOnce, CancellationToken = cancellationToken },
            async (i, token) => images[i] = await store.FindAsync(images[i].Key, token) ?? images[i]);
        return new ObjectPage(store.Root, images, ignored, last.ToString(), []);
    }
}
