using System.Runtime.Intrinsics.X86;

namespace BatchVision.Recognition.Quantization;

/// <summary>How this processor multiplies bytes.</summary>
public static class ByteArithmetic
{
    // CPUID leaf 7: AVX512_VNNI is bit 11 of ECX in subleaf 0, AVX-VNNI bit 4 of EAX in subleaf 1 (Intel SDM, volume 2, CPUID).
    private const int FeatureLeaf = 7;
    private const int Avx512VnniBit = 11;
    private const int AvxVnniBit = 4;

    /// <summary>
    /// False on x64 without VNNI (before Cascade Lake and Zen 4): ONNX Runtime adds two products of uint8 and int8 in 16 bits there, which cuts off
    /// sums of 8-bit weights. A model with weights of 7 bits is right everywhere.
    /// </summary>
    public static bool IsExact { get; } =
        !X86Base.IsSupported || X86Base.CpuId(0, 0).Eax < FeatureLeaf
        || ((X86Base.CpuId(FeatureLeaf, 0).Ecx >> Avx512VnniBit) & 1) == 1 || ((X86Base.CpuId(FeatureLeaf, 1).Eax >> AvxVnniBit) & 1) == 1;
}
