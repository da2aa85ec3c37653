namespace BatchVision.Cli.Export;

/// <summary>A file, written beside its place and moved there when it is whole and on the disk.</summary>
internal sealed class FileTarget(string path, bool force) : IExportTarget
{
    private readonly string _part = $"{path}.part";
    private FileStream? _stream;

    public string? Leftover => null;

    public Task CheckAsync(CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
            throw new CommandException(ExitCode.Usage, $"'{path}' is a folder; --output takes the name of a file.");
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            throw new CommandException(ExitCode.Usage, $"there is no folder '{folder}'; make it, or choose another --output.");
        if (File.Exists(path) && !force)
            throw Exists();
        return Task.CompletedTask;
    }

    public Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Closed to others: two exports to one file would mix their bytes.
            _stream = new FileStream(_part, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous);
            return Task.FromResult<Stream>(_stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Failure, $"'{_part}' cannot be written: {e.Message} Check the folder, and that no other export to this file is running.");
        }
    }

    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        // The name must not outlive a power cut that the bytes do not.
        _stream!.Flush(flushToDisk: true);
        await _stream.DisposeAsync();
        try
        {
            File.Move(_part, path, overwrite: force);
        }
        catch (IOException) when (!force && File.Exists(path))
        {
            throw Exists();
        }

        _stream = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_stream is null)
            return;
        await _stream.DisposeAsync();
        File.Delete(_part);
    }

    private CommandException Exists() => new(ExitCode.Usage, $"'{path}' exists; --force replaces it when the export is complete.");
}
