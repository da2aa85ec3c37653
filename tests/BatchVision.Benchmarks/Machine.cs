using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using BatchVision.Recognition.Imaging;
using BatchVision.Recognition.Models;
using Microsoft.ML.OnnxRuntime;

namespace BatchVision.Benchmarks;

/// <summary>What the figures were taken on.</summary>
/// <param name="Processor">Name of the processor.</param>
/// <param name="Cores">Logical cores.</param>
/// <param name="MemoryGiB">Memory that this process may use.</param>
/// <param name="System">Operating system.</param>
/// <param name="Runtime">Version of .NET.</param>
/// <param name="OnnxRuntime">Version of ONNX Runtime.</param>
/// <param name="LibjpegTurbo">Whether libjpeg-turbo is installed.</param>
/// <param name="LoadAtStart">Runnable threads of the whole machine over the minute before; 0 where the system does not tell. Below 0.3 is idle.</param>
internal sealed record Machine(
    string Processor, int Cores, double MemoryGiB, string System, string Runtime, string OnnxRuntime, bool LibjpegTurbo, double LoadAtStart)
{
    public static Machine Read() =>
        new(
            ProcessorName.Read(),
            Environment.ProcessorCount,
            Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30), 1),
            RuntimeInformation.OSDescription,
            RuntimeInformation.FrameworkDescription,
            typeof(InferenceSession).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown",
            new ImageDecoder(new ImageLimits()).UsesTurboJpeg,
            OperatingSystem.IsLinux() ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture) : 0);
}
