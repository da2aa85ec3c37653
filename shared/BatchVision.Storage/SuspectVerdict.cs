namespace BatchVision.Storage;

/// <summary>What was made of a chunk that came back without an answer.</summary>
public enum SuspectVerdict
{
    /// <summary>It is answered, split or cancelled already; nothing was done.</summary>
    Settled,

    /// <summary>It is pending again.</summary>
    Requeued,

    /// <summary>Its images are chunks of their own now, on the quarantine lane.</summary>
    Split,

    /// <summary>It is one image that failed too often: it is to be answered as failed.</summary>
    Exhausted,
}
