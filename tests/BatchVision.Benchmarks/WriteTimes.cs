namespace BatchVision.Benchmarks;

/// <summary>Transactions of the results writer so far.</summary>
internal readonly record struct WriteTimes(double Count, double Seconds, double Predictions)
{
    public static WriteTimes operator -(WriteTimes left, WriteTimes right) =>
        new(left.Count - right.Count, left.Seconds - right.Seconds, left.Predictions - right.Predictions);
}
