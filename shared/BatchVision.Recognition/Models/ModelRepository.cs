using System.Security.Cryptography;
using BatchVision.Contracts;
using BatchVision.Recognition.Outputs;
using Microsoft.ML.OnnxRuntime;

namespace BatchVision.Recognition.Models;

/// <summary>A folder of models: <c>NAME/model.yaml</c>, <c>model.onnx</c> and <c>labels.txt</c>.</summary>
/// <param name="directory">Path of the folder; only read.</param>
public sealed class ModelRepository(string directory)
{
    /// <summary>Names of the folders that hold a manifest, sorted. Whether they can be loaded shows at <see cref="Load"/>.</summary>
    /// <exception cref="ModelException">The folder of models does not exist.</exception>
    public IReadOnlyList<string> List()
    {
        if (!Directory.Exists(directory))
            throw new ModelException($"{directory}: no such folder of models; create it with one folder per model, or correct the setting that names it");
        return [.. Directory.EnumerateDirectories(directory)
            .Where(folder => File.Exists(Path.Combine(folder, ModelManifest.FileName)))
            .Select(folder => Path.GetFileName(folder)!)
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>Reads the manifest of a model without loading it.</summary>
    /// <param name="name">One of <see cref="List"/>.</param>
    /// <exception cref="ModelException">There is no such model, or its manifest has faults.</exception>
    public ModelManifest Manifest(string name)
    {
        var names = List();
        if (!names.Contains(name, StringComparer.Ordinal))
        {
            var known = names.Count == 0 ? "there are none" : $"there are {string.Join(", ", names)}";
            throw new ModelException($"{directory}: no model '{name}'{Suggestion.For(name, names)}; {known}");
        }

        var path = PathOf(name, ModelManifest.FileName);
        var manifest = ModelManifest.Read(path);
        return manifest.Name == name
            ? manifest
            : throw new ModelException($"{path}: name: is '{manifest.Name}', but the folder is '{name}'; give both the same name");
    }

    /// <summary>Loads several models, or none when one of them fails.</summary>
    /// <param name="names">Some of <see cref="List"/>; empty means all of them.</param>
    /// <param name="settings">How they are run.</param>
    /// <exception cref="ModelException">One of them cannot run, or there is none; the message says how to mend it.</exception>
    public IReadOnlyList<OnnxModel> LoadAll(IReadOnlyList<string> names, SessionSettings settings)
    {
        var wanted = names.Count > 0 ? names : List();
        if (wanted.Count == 0)
            throw new ModelException($"{directory}: holds no model; put a folder with model.yaml, model.onnx and labels.txt into it");
        var loaded = new List<OnnxModel>(wanted.Count);
        try
        {
            foreach (var name in wanted.Distinct(StringComparer.Ordinal))
                loaded.Add(Load(name, settings));
            return loaded;
        }
        catch
        {
            loaded.ForEach(model => model.Dispose());
            throw;
        }
    }

    /// <summary>The ONNX file of a model, after its checksum was compared.</summary>
    /// <param name="name">One of <see cref="List"/>.</param>
    /// <exception cref="ModelException">It is missing, or another file than the manifest says.</exception>
    public byte[] ReadOnnx(string name) => VerifiedBytes(PathOf(name, ModelManifest.OnnxFileName), Manifest(name).Sha256);

    /// <summary>Verifies a model's files against its manifest and against each other, and opens it.</summary>
    /// <param name="name">One of <see cref="List"/>.</param>
    /// <param name="settings">Null for one CPU thread.</param>
    /// <exception cref="ModelException">Anything that keeps it from running; the message says how to mend it.</exception>
    public OnnxModel Load(string name, SessionSettings? settings = null)
    {
        settings ??= new SessionSettings();
        var manifest = Manifest(name);
        var onnxFile = PathOf(name, ModelManifest.OnnxFileName);
        var onnx = VerifiedBytes(onnxFile, manifest.Sha256);
        var labels = ReadLabels(PathOf(name, "labels.txt"));
        var tuning = ModelTuning.Find(Path.Combine(directory, name), manifest.Sha256, settings.Provider);
        var session = SessionFactory.Open(onnx, onnxFile, settings with { IntraOpThreads = settings.IntraOpThreads ?? tuning?.IntraOpThreads });
        try
        {
            var graph = OnnxGraph.Of(session, onnxFile);
            var input = new InputResolver(PathOf(name, ModelManifest.FileName), manifest.Input, graph.Input).Resolve();
            var blankSize = graph.Input.Dimensions[0] is > 0 and var size ? size : 1;
            graph = graph.WithMeasuredOutputs(session, OnnxModel.InputShape(input, blankSize), input.SlotBytes * blankSize);
            var decoder = OutputDecoders.Create(manifest.Output, input, graph.Outputs, labels, PathOf(name, ModelManifest.FileName));
            var fingerprint = ModelFingerprint.Of(manifest.Sha256, input, manifest.Output, labels);
            var identity = new ModelIdentity(manifest.Name, manifest.Version, manifest.Task, fingerprint);
            // Another size of input makes it another model, with an optimum of its own.
            tuning = tuning?.Fingerprint == fingerprint ? tuning : null;
            return new OnnxModel(manifest, identity, input, labels, session, graph, decoder, settings.Provider, tuning);
        }
        catch (OnnxRuntimeException exception)
        {
            // Only the measuring of open output shapes runs the model here.
            session.Dispose();
            throw new ModelException($"{onnxFile}: does not run on a blank image: {SessionFactory.OneLine(exception)}; export it again for this input", exception);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private string PathOf(string name, string file) => Path.Combine(directory, name, file);

    private static byte[] VerifiedBytes(string file, string expected)
    {
        var bytes = Read(file, File.ReadAllBytes, "put the ONNX file beside its model.yaml");
        var actual = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return actual == expected
            ? bytes
            : throw new ModelException(
                $"{file}: its SHA-256 is {actual}, but model.yaml says sha256: {expected}; restore the file, or correct sha256 if the change was meant");
    }

    private static string[] ReadLabels(string file)
    {
        var lines = Read(file, File.ReadAllLines, "put one label a line, in the order of the classes").Select(line => line.Trim()).ToList();
        while (lines is [.., ""])
            lines.RemoveAt(lines.Count - 1);
        var blank = lines.IndexOf("");
        return blank < 0
            ? [.. lines]
            : throw new ModelException($"{file}:{blank + 1}: is a blank line among the labels; every line names the class of its number, so name it or remove it");
    }

    private static T Read<T>(string file, Func<string, T> read, string mend)
    {
        try
        {
            return read(file);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelException($"{file}: is missing; {mend}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{file}: cannot be read: {exception.Message}; make it readable", exception);
        }
    }
}
