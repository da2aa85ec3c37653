using Microsoft.ML.OnnxRuntime;

namespace BatchVision.Recognition.Models;

/// <summary>Opens ONNX Runtime sessions the way this system runs them.</summary>
internal static class SessionFactory
{
    /// <exception cref="ModelException">The provider is missing, or the bytes are no model that can be run.</exception>
    public static InferenceSession Open(byte[] onnx, string file, SessionSettings settings)
    {
        // Before any native option, so that the message does not depend on what a missing library would say.
        RequireProvider(settings.Provider);
        if (ExternalData.In(onnx))
        {
            throw new ModelException(
                $"{file}: keeps weights in other files, which no checksum covers; " +
                "save it as one file (onnx.save_model with save_as_external_data=False) and update sha256");
        }

        try
        {
            using var options = Options(settings);
            // From memory: what was hashed is what is loaded.
            return new InferenceSession(onnx, options);
        }
        catch (OnnxRuntimeException exception) when (settings.Provider == ExecutionProvider.Cpu)
        {
            throw new ModelException($"{file}: ONNX Runtime cannot load it: {OneLine(exception)}; restore the file or export it again", exception);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new ModelException(
                $"{file}: cannot be run by {settings.Provider} on device {settings.DeviceId}: {OneLine(exception)}; " +
                "check the driver, the CUDA, cuDNN or TensorRT libraries and the device id, or choose provider cpu", exception);
        }
    }

    public static string OneLine(Exception exception) => exception.Message.ReplaceLineEndings(" ").Trim();

    private static SessionOptions Options(SessionSettings settings)
    {
        var intraOpThreads = settings.IntraOpThreads ?? 1;
        ArgumentOutOfRangeException.ThrowIfLessThan(intraOpThreads, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(settings.DeviceId);
        var options = new SessionOptions
        {
            // ALL includes the layout for AVX-512 and is worth 2× against EXTENDED (MobileNetV2: 8.3 against 17.5 ms).
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = intraOpThreads,
            InterOpNumThreads = 1,
            EnableCpuMemArena = true,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        // Spinning threads burn the cores that decode needs.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");

        if (settings.Provider == ExecutionProvider.TensorRt)
            AppendTensorRt(options, settings);
        if (settings.Provider != ExecutionProvider.Cpu)
            AppendCuda(options, settings);
        return options;
    }

    private static void AppendTensorRt(SessionOptions options, SessionSettings settings)
    {
        using var provider = new OrtTensorRTProviderOptions();
        var values = new Dictionary<string, string> { ["device_id"] = $"{settings.DeviceId}" };
        if (settings.EngineCacheFolder is { } folder)
        {
            Directory.CreateDirectory(folder);
            values["trt_engine_cache_enable"] = "1";
            values["trt_engine_cache_path"] = folder;
            values["trt_timing_cache_enable"] = "1";
            values["trt_timing_cache_path"] = folder;
        }

        provider.UpdateOptions(values);
        options.AppendExecutionProvider_Tensorrt(provider);
    }

    private static void AppendCuda(SessionOptions options, SessionSettings settings)
    {
        using var provider = new OrtCUDAProviderOptions();
        provider.UpdateOptions(new Dictionary<string, string>
        {
            ["device_id"] = $"{settings.DeviceId}",
            // The default, EXHAUSTIVE, searches anew for every batch size; dynamic batching meets many.
            ["cudnn_conv_algo_search"] = "HEURISTIC",
        });
        options.AppendExecutionProvider_CUDA(provider);
    }

    private static void RequireProvider(ExecutionProvider provider)
    {
        var name = provider switch
        {
            ExecutionProvider.Cuda => "CUDAExecutionProvider",
            ExecutionProvider.TensorRt => "TensorrtExecutionProvider",
            _ => "CPUExecutionProvider",
        };
        var available = OrtEnv.Instance().GetAvailableProviders();
        if (!available.Contains(name))
        {
            throw new ModelException(
                $"Execution provider {provider} is not in this build, which has {string.Join(", ", available)}; " +
                "build with -p:Accelerator=cuda, or choose provider cpu");
        }
    }
}
