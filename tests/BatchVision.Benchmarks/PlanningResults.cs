namespace BatchVision.Benchmarks;

/// <summary>Planning against a listing that does nothing with what it lists, in turns, of one bucket.</summary>
/// <param name="Listing">ListObjectsV2 to the end, by the SDK alone.</param>
/// <param name="Planning">The same bucket listed, cut into chunks and recorded in the ledger.</param>
/// <param name="Generated">Planning of keys that nobody has to list.</param>
internal sealed record PlanningResults(PlanningFigures Listing, PlanningFigures Planning, PlanningFigures Generated)
{
    /// <summary>Keys a second of planning over those of the listing.</summary>
    public double FractionOfListing => Planning.KeysPerSecond / Listing.KeysPerSecond;
}
