using BatchVision.Cli.Query;

namespace BatchVision.Cli.Export;

/// <summary>Standard output.</summary>
internal sealed class StandardOutputTarget : IExportTarget
{
    private Stream? _stream;

    public string? Leftover => null;

    public Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<Stream> OpenAsync(CancellationToken cancellationToken) => Task.FromResult(_stream = StandardOutput.Open());

    public Task CompleteAsync(CancellationToken cancellationToken) => _stream!.FlushAsync(cancellationToken);

    public ValueTask DisposeAsync() => _stream?.DisposeAsync() ?? ValueTask.CompletedTask;
}
