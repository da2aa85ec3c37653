namespace BatchVision.Benchmarks;

/// <summary>What it cost to get rows into the database.</summary>
/// <param name="Name">By what way.</param>
/// <param name="Images">Images written.</param>
/// <param name="Predictions">Predictions written with them.</param>
/// <param name="Wall">From the first transaction to the last commit, without the pauses in which results are made.</param>
/// <param name="Cpu">Of this process.</param>
/// <param name="ServerCpu">Of the server's processes, flushing included; null where they are on another machine.</param>
/// <param name="AllocatedBytes">Managed, of this process.</param>
internal sealed record RowsFigures(
    string Name, long Images, long Predictions, TimeSpan Wall, TimeSpan Cpu, TimeSpan? ServerCpu, long AllocatedBytes)
{
    public double PredictionsPerSecond => Predictions / Wall.TotalSeconds;

    public double ImagesPerSecond => Images / Wall.TotalSeconds;

    /// <summary>Per image, of this process.</summary>
    public double CpuMilliseconds => Cpu.TotalMilliseconds / Images;

    /// <summary>Per image, of the server.</summary>
    public double? ServerCpuMilliseconds => ServerCpu?.TotalMilliseconds / Images;

    public double AllocatedBytesPerImage => (double)AllocatedBytes / Images;

    public static RowsFigures operator +(RowsFigures left, RowsFigures right) => left with
    {
        Images = left.Images + right.Images,
        Predictions = left.Predictions + right.Predictions,
        Wall = left.Wall + right.Wall,
        Cpu = left.Cpu + right.Cpu,
        ServerCpu = left.ServerCpu + right.ServerCpu,
        AllocatedBytes = left.AllocatedBytes + right.AllocatedBytes,
    };
}
