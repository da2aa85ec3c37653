using System.Runtime.InteropServices;

namespace BatchVision.Recognition.Models;

/// <summary>What the processor calls itself; its architecture where the system does not tell.</summary>
internal static class ProcessorName
{
    public static string Read()
    {
        const string Label = "model name";
        var line = OperatingSystem.IsLinux() ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith(Label, StringComparison.Ordinal)) : null;
        return line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
