namespace BatchVision.Storage;

/// <summary>Which images of a source a job takes.</summary>
public enum JobMode
{
    /// <summary>Those that these model versions have no final answer for.</summary>
    Missing,

    /// <summary>All of them; existing answers are replaced.</summary>
    All,
}
