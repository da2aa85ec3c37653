namespace BatchVision.Storage;

/// <summary>What one write of results left in the tables.</summary>
/// <param name="Chunks">The chunks that it closed; those of repeats are not among them.</param>
/// <param name="Images">Images that are new or seen again.</param>
/// <param name="Recognitions">Rows of (image, model).</param>
/// <param name="Predictions">Labels and boxes.</param>
/// <param name="Verdicts">Verdicts that are new or changed.</param>
public sealed record Written(IReadOnlyList<ClosedChunk> Chunks, int Images, int Recognitions, int Predictions, int Verdicts);
