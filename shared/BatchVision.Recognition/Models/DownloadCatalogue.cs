namespace BatchVision.Recognition.Models;

/// <summary>Models that others publish and that this project knows how to feed: a <c>catalogue.yaml</c>.</summary>
public sealed class DownloadCatalogue
{
    private readonly string _file;

    internal DownloadCatalogue(string file, IReadOnlyList<DownloadableModel> models)
    {
        _file = file;
        Models = models;
    }

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<DownloadableModel> Models { get; }

    /// <summary>Whether models may be fetched from there: by https, or by http from this machine.</summary>
    public static bool IsAllowed(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback);
    }

    /// <summary>Reads a catalogue.</summary>
    /// <param name="path">Path of the file; label files are named relative to it.</param>
    /// <exception cref="ModelException">It cannot be read; the message lists every fault found, one a line.</exception>
    public static DownloadCatalogue Read(string path) => CatalogueReader.Read(path);

    /// <summary>The model of this name.</summary>
    /// <exception cref="ModelException">There is none; the message names the nearest, and all.</exception>
    public DownloadableModel Find(string name)
    {
        var names = Models.Select(model => model.Name).ToArray();
        return Models.FirstOrDefault(model => model.Name == name)
            ?? throw new ModelException($"{_file}: no model '{name}'{Suggestion.For(name, names)}; there are {string.Join(", ", names)}");
    }
}
