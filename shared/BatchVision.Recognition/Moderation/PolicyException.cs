namespace BatchVision.Recognition.Moderation;

/// <summary>A policy cannot be used as it is written. One error a fault: file, line, field, and how to mend it.</summary>
public sealed class PolicyException : Exception
{
    /// <summary>Creates the exception.</summary>
    public PolicyException(IReadOnlyList<string> errors)
        : base(string.Join('\n', errors ?? throw new ArgumentNullException(nameof(errors)))) => Errors = errors;

    /// <summary>All that is wrong, in the order of the file's sections.</summary>
    public IReadOnlyList<string> Errors { get; }
}
