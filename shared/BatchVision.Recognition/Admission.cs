namespace BatchVision.Recognition;

/// <summary>A place in the pipeline, given back when disposed.</summary>
public readonly struct Admission : IDisposable
{
    private readonly SemaphoreSlim? _places;

    internal Admission(SemaphoreSlim places) => _places = places;

    /// <summary>Gives the place back.</summary>
    public void Dispose() => _places?.Release();
}
