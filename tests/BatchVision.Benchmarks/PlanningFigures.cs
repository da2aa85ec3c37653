namespace BatchVision.Benchmarks;

/// <summary>What it cost to list keys, or to plan them.</summary>
/// <param name="Name">Which of the two, and of what.</param>
/// <param name="Keys">Keys in all rounds.</param>
/// <param name="Wall">Time of all rounds.</param>
/// <param name="Cpu">Of this process: the store and the database are others.</param>
internal sealed record PlanningFigures(string Name, long Keys, TimeSpan Wall, TimeSpan Cpu)
{
    public double KeysPerSecond => Keys / Wall.TotalSeconds;

    public double CpuMicroseconds => Cpu.TotalMicroseconds / Keys;

    public static PlanningFigures operator +(PlanningFigures left, PlanningFigures right) => left with
    {
        Keys = left.Keys + right.Keys,
        Wall = left.Wall + right.Wall,
        Cpu = left.Cpu + right.Cpu,
    };
}
