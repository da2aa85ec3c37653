namespace BatchVision.Recognition.Models;

/// <summary>Where ONNX Runtime computes.</summary>
public enum ExecutionProvider
{
    /// <summary>The processor; in every build.</summary>
    Cpu,

    /// <summary>NVIDIA CUDA; needs a build with <c>-p:Accelerator=cuda</c> and a driver.</summary>
    Cuda,

    /// <summary>NVIDIA TensorRT, with CUDA for operators it lacks; needs the same build and the TensorRT libraries.</summary>
    TensorRt,
}
