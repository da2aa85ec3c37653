using BatchVision.Recognition.Imaging;
using BenchmarkDotNet.Attributes;

namespace BatchVision.Benchmarks;

/// <summary>What every image passes, a function at a time, on one photograph of 500 × 375 that is drawn here.</summary>
[MemoryDiagnoser]
public class HotFunctions : IDisposable
{
    private const int Width = 500, Height = 375;

    private readonly ImageDecoder _turbo = new(new ImageLimits());
    private readonly ImageDecoder _vips = new(new ImageLimits(), useTurboJpeg: false);
    private readonly DecodeScratch _scratch = new();
    private readonly DecodeScratch _decoded = new();
    private readonly InputSpec[] _inputs = [Input];
    private readonly byte[] _jpeg;
    private readonly byte[] _rgb;
    private readonly byte[] _pixels = new byte[Input.Width * Input.Height * 3];
    private readonly byte[] _tensor = new byte[Input.SlotBytes];
    private readonly DecodedImage _image;

    public HotFunctions()
    {
        VipsRuntime.EnsureStarted();
        using var grain = NetVips.Image.Gaussnoise(Width, Height, sigma: 12, mean: 120, seed: 1);
        using var smooth = grain.Gaussblur(1.5).Linear([4], [-360]).Cast(NetVips.Enums.BandFormat.Uchar);
        using var color = smooth.Bandjoin(smooth.Flip(NetVips.Enums.Direction.Horizontal), smooth.Flip(NetVips.Enums.Direction.Vertical))
            .Copy(interpretation: NetVips.Enums.Interpretation.Srgb);
        _jpeg = color.JpegsaveBuffer(q: 90);
        _rgb = color.WriteToMemory<byte>();
        _image = _turbo.Decode(_jpeg, _inputs, _decoded).Image;
    }

    private static InputSpec Input { get; } = new(
        224, 224, TensorLayout.Nchw, TensorElement.Float32, ColorOrder.Rgb, new ResizeSpec(ResizeMode.CenterCrop, 256), 1 / 255f,
        [0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);

    [Benchmark(Description = "decode, libjpeg-turbo")]
    public int Decode() => _turbo.Decode(_jpeg, _inputs, _scratch).Image.RasterWidth;

    [Benchmark(Description = "decode, libvips")]
    public int DecodeGeneral() => _vips.Decode(_jpeg, _inputs, _scratch).Image.RasterWidth;

    [Benchmark(Description = "resize and crop to 224 × 224")]
    public void Resize() => PixelResizer.Fill(_image, Input, _pixels, _scratch);

    [Benchmark(Description = "bytes to tensor, float32 NCHW")]
    public void Tensor() => TensorWriter.Write(_pixels, Input, _tensor);

    [Benchmark(Description = "perceptual hash")]
    public ulong Hash() => PerceptualHash.Of(_rgb, Width, Height, _scratch.Row);

    public void Dispose()
    {
        _scratch.Dispose();
        _decoded.Dispose();
        GC.SuppressFinalize(this);
    }
}
