using NetVips;

namespace BatchVision.Recognition.Imaging;

/// <summary>libvips, set up once per process for many small pictures from strangers.</summary>
internal static class VipsRuntime
{
    private static readonly string[] Loaders =
    [
        "VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp",
        "VipsForeignLoadNsgif", "VipsForeignLoadTiff", "VipsForeignLoadHeif",
    ];

    // A type initialiser runs once and before any caller goes on.
    static VipsRuntime()
    {
        // The parallelism is across images; threads inside one picture only fight for the same cores.
        NetVips.NetVips.Concurrency = 1;
        // No picture is decoded twice, so the operation cache would only hold memory.
        Cache.Max = 0;
        Cache.MaxMem = 0;
        Cache.MaxFiles = 0;
        // First what libvips itself calls unfit for untrusted input, then every loader but ours: an allow-list.
        NetVips.NetVips.BlockUntrusted = true;
        Operation.Block("VipsForeignLoad", true);
        foreach (var loader in Loaders)
            Operation.Block(loader, false);
        // libvips prints warnings about damaged files to standard error; what matters of them is in the exception.
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.Warning, (_, _, _) => { });
    }

    /// <summary>Returns once libvips is ready.</summary>
    public static void EnsureStarted()
    {
    }
}
