namespace BatchVision.Recognition.Outputs;

/// <summary>Greedy non-maximum suppression within each class.</summary>
internal static class NonMaxSuppression
{
    /// <summary>
    /// Sorts the candidates and moves to the front those that overlap no better one of their class by more than
    /// <paramref name="threshold"/>, at most <paramref name="limit"/>. Returns how many. Each candidate meets only the kept ones,
    /// so the cost is bounded by limit × candidates.
    /// </summary>
    public static int Apply(Span<Candidate> candidates, float threshold, int limit)
    {
        candidates.Sort();
        var kept = 0;
        for (var i = 0; i < candidates.Length && kept < limit; i++)
        {
            if (!IsCovered(candidates[i], candidates[..kept], threshold))
                candidates[kept++] = candidates[i];
        }

        return kept;
    }

    private static bool IsCovered(in Candidate candidate, ReadOnlySpan<Candidate> kept, float threshold)
    {
        foreach (ref readonly var better in kept)
        {
            if (better.ClassIndex == candidate.ClassIndex && better.IntersectionOverUnion(candidate) > threshold)
                return true;
        }

        return false;
    }
}
