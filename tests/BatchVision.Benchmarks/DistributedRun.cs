namespace BatchVision.Benchmarks;

/// <summary>One number of workers; medians of its jobs, and live images of all of them.</summary>
/// <param name="Workers">Worker processes.</param>
/// <param name="ImagesPerSecond">Rows a second, from the first to the last.</param>
/// <param name="Utilization">CPU time of all processes over wall time and cores.</param>
/// <param name="OtherCores">Cores that whatever else runs on the machine took: what is foretold, is foretold for the others.</param>
/// <param name="WorkerUtilization">CPU time of the workers over wall time and their compute threads.</param>
/// <param name="FetchMs">From asking the store to holding the bytes, one image.</param>
/// <param name="Processes">What each service and server costs.</param>
/// <param name="Live">Live images during the back-fill.</param>
/// <param name="Predicted">What the simulation says.</param>
/// <param name="Error">How far that is off.</param>
internal sealed record DistributedRun(
    int Workers, double ImagesPerSecond, double Utilization, double OtherCores, double WorkerUtilization, double FetchMs, IReadOnlyList<ProcessCost> Processes,
    LiveFigures Live, DistributedFigures? Predicted, DistributedFigures? Error)
{
    public double CpuOf(string process) => Processes.Where(cost => cost.Name == process).Sum(cost => cost.CpuMs);
}
