using BatchVision.Objects;
using BatchVision.Objects.S3;

namespace BatchVision.Cli.Export;

/// <summary>An object in a bucket, which appears when its last part has arrived. The parts of an export that ended early wait for the next one.</summary>
internal sealed class ObjectTarget(string address, string contentType, bool force, bool restart) : IExportTarget
{
    private readonly ObjectStores _stores = new(new S3Options());
    private UploadStream? _upload;
    private bool _isComplete;

    public int SentParts => _upload?.PartsSent ?? 0;

    public int KeptParts => _upload?.PartsKept ?? 0;

    public string? Leftover => !_isComplete && _upload is { HasParts: true }
        ? "what was uploaded is kept: the same command goes on with it, --restart removes it"
        : null;

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (await _stores.ExistsAsync(address, cancellationToken) && !force)
            throw new CommandException(ExitCode.Usage, $"'{address}' exists; --force replaces it when the export is complete.");
    }

    public async Task<Stream> OpenAsync(CancellationToken cancellationToken) =>
        _upload = await _stores.UploadAsync(address, contentType, restart, cancellationToken);

    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await _upload!.CompleteAsync(cancellationToken);
        _isComplete = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (_upload is not null)
            await _upload.DisposeAsync();
        _stores.Dispose();
    }
}
