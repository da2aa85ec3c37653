namespace BatchVision.Recognition.Imaging;

/// <summary>Type of a tensor element.</summary>
public enum TensorElement
{
    /// <summary>IEEE 754 binary32.</summary>
    Float32,

    /// <summary>IEEE 754 binary16.</summary>
    Float16,

    /// <summary>0..255; values are rounded and clamped.</summary>
    UInt8,
}

/// <summary>Facts about <see cref="TensorElement"/>.</summary>
public static class TensorElementExtensions
{
    /// <summary>Bytes of one element.</summary>
    public static int Size(this TensorElement element) => element switch
    {
        TensorElement.Float32 => 4,
        TensorElement.Float16 => 2,
        _ => 1,
    };
}
