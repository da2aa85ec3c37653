namespace BatchVision.Benchmarks;

/// <summary>A program of the folder alternatives: what a user could take instead of BatchVision.</summary>
/// <param name="Name">How reports name it.</param>
/// <param name="Folder">Its folder there, in which every command runs.</param>
/// <param name="Start">Runs it; folder, model and options follow.</param>
/// <param name="Check">Succeeds where it could start; null where only <paramref name="Install"/> can tell.</param>
/// <param name="Install">Makes it ready inside its folder; null where that takes an administrator.</param>
/// <param name="Needs">What to do where it cannot be made ready.</param>
internal sealed record Alternative(
    string Name, string Folder, IReadOnlyList<string> Start, IReadOnlyList<string>? Check, IReadOnlyList<string>? Install, string Needs)
{
    // Debian's packages belong to Debian's interpreter; another python3 may come first in PATH.
    private const string Python = "/usr/bin/python3";
    private const string NeedsDotnet = ".NET's SDK and a package source that holds SkiaSharp (alternatives/dotnet)";

    private static readonly string[] DotnetBuild = ["dotnet", "build", "-c", "Release", "-v", "q", "--nologo", "--disable-build-servers"];
    private static readonly string[] DotnetStart = ["dotnet", "bin/Release/net10.0/TutorialClassifier.dll"];

    /// <summary>Times less CPU time that <c>bv run</c> is to take, on set S with a float32 model; null where nothing is asked.</summary>
    public double? CpuTarget { get; init; }

    /// <summary>The same with the int8 form of the model.</summary>
    public double? Int8CpuTarget { get; init; }

    /// <summary>Times more images a second, with either.</summary>
    public double? SpeedTarget { get; init; }

    public static IReadOnlyList<Alternative> All { get; } =
    [
        new(
            "Node: sharp + onnxruntime-node", "node", ["node", "classify.mjs"], ["npm", "ls"], ["npm", "ci", "--no-audit", "--no-fund"],
            "Node 20.9 or later and a package source for npm: apt-get install nodejs npm") { CpuTarget = 1.4, Int8CpuTarget = 1.9, SpeedTarget = 1.8 },
        new(
            "PyTorch: DataLoader + TorchScript", "python", [Python, "pytorch.py"], [Python, "-c", "import numpy, onnx, PIL, torch, torchvision"], null,
            "apt-get install python3-torch python3-torchvision python3-pil python3-onnx") { CpuTarget = 1.9 },
        new(
            "OpenCV DNN in Python", "python", [Python, "opencv.py"], [Python, "-c", "import cv2, numpy, onnx, PIL"], null,
            "apt-get install python3-opencv python3-pil python3-onnx") { CpuTarget = 2.5 },
        new(".NET as in tutorials, one by one", "dotnet", DotnetStart, null, DotnetBuild, NeedsDotnet) { CpuTarget = 2.7 },
        new(".NET as in tutorials, Parallel.For", "dotnet", [.. DotnetStart, "--parallel"], null, DotnetBuild, NeedsDotnet) { CpuTarget = 1.6 },
    ];
}
