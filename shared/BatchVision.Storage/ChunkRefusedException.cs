namespace BatchVision.Storage;

/// <summary>A result does not answer its chunk; nothing of the batch was written.</summary>
public sealed class ChunkRefusedException : StorageException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="chunkId">The chunk whose result was refused.</param>
    /// <param name="message">What is wrong with it.</param>
    public ChunkRefusedException(Guid chunkId, string message)
        : base(message) => ChunkId = chunkId;

    /// <summary>The chunk whose result was refused.</summary>
    public Guid ChunkId { get; }
}
