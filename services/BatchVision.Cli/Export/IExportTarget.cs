namespace BatchVision.Cli.Export;

/// <summary>Where an export goes. What is there shows only when it is whole.</summary>
internal interface IExportTarget : IAsyncDisposable
{
    /// <summary>Refuses what cannot become the output, before the query runs.</summary>
    /// <exception cref="CommandException">It exists, or its folder does not; the message says what to do.</exception>
    Task CheckAsync(CancellationToken cancellationToken);

    /// <summary>Begins it.</summary>
    Task<Stream> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Makes it appear under its name, in place of what was there.</summary>
    Task CompleteAsync(CancellationToken cancellationToken);

    /// <summary>What to tell when it ended early: null when there is nothing left of it.</summary>
    string? Leftover { get; }
}
