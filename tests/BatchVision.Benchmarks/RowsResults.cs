namespace BatchVision.Benchmarks;

/// <summary>The results writer against the same rows put by COPY, in turns, on one server.</summary>
/// <param name="Transactions">Transactions under way at once.</param>
/// <param name="Writer">The results writer.</param>
/// <param name="Copy">Binary COPY into tables with the same columns and primary keys and nothing else; null on SQLite.</param>
/// <param name="PeakMemoryBytes">Of this process, with the results of a round that wait to be written.</param>
internal sealed record RowsResults(int Transactions, RowsFigures Writer, RowsFigures? Copy, long PeakMemoryBytes)
{
    /// <summary>Predictions a second of the writer over those of COPY.</summary>
    public double? FractionOfCopy => Writer.PredictionsPerSecond / Copy?.PredictionsPerSecond;

    /// <summary>CPU time of both sides an image, of COPY over the writer's: the figure to trust on a busy machine.</summary>
    public double? FractionOfCopyByCpu => (Copy?.CpuMilliseconds + Copy?.ServerCpuMilliseconds) / (Writer.CpuMilliseconds + Writer.ServerCpuMilliseconds);
}
