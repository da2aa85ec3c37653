using System.Runtime.InteropServices;

namespace BatchVision.Recognition.Imaging;

/// <summary>
/// libjpeg-turbo's TurboJPEG API, bound at run time because it is an accelerator and not a requirement: JPEG through it costs about
/// half the CPU of the general path. Version 2 functions, which version 3 still exports.
/// </summary>
internal sealed unsafe class TurboJpeg
{
    // turbojpeg.h: TJPF_RGB, TJFLAG_STOPONWARNING, TJFLAG_LIMITSCANS (500 scans).
    private const int RgbPixels = 0, StopOnWarning = 8192, LimitScans = 32768;

    private static readonly string[] Candidates = ["libturbojpeg.so.0", "libturbojpeg.so", "libturbojpeg.0.dylib", "turbojpeg.dll"];

    private readonly delegate* unmanaged[Cdecl]<nint> _create;
    private readonly delegate* unmanaged[Cdecl]<nint, int> _destroy;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, CULong, int*, int*, int*, int*, int> _header;
    private readonly delegate* unmanaged[Cdecl]<nint, byte*, CULong, byte*, int, int, int, int, int, int> _decompress;

    private TurboJpeg(nint library)
    {
        _create = (delegate* unmanaged[Cdecl]<nint>)NativeLibrary.GetExport(library, "tjInitDecompress");
        _destroy = (delegate* unmanaged[Cdecl]<nint, int>)NativeLibrary.GetExport(library, "tjDestroy");
        _header = (delegate* unmanaged[Cdecl]<nint, byte*, CULong, int*, int*, int*, int*, int>)NativeLibrary.GetExport(
            library, "tjDecompressHeader3");
        _decompress = (delegate* unmanaged[Cdecl]<nint, byte*, CULong, byte*, int, int, int, int, int, int>)NativeLibrary.GetExport(
            library, "tjDecompress2");
    }

    /// <summary>The library, or null where it is not installed or is too old.</summary>
    public static TurboJpeg? Instance { get; } = Load();

    public Decompressor CreateDecompressor() => new(this);

    private static TurboJpeg? Load()
    {
        foreach (var name in Candidates)
        {
            if (!NativeLibrary.TryLoad(name, out var library))
                continue;
            try
            {
                return new TurboJpeg(library);
            }
            catch (EntryPointNotFoundException)
            {
                NativeLibrary.Free(library);
            }
        }

        return null;
    }

    /// <summary>One decompressor; it may not be used by two threads at once.</summary>
    internal sealed class Decompressor : SafeHandle
    {
        private readonly TurboJpeg _library;

        public Decompressor(TurboJpeg library)
            : base(0, ownsHandle: true)
        {
            _library = library;
            SetHandle(library._create());
        }

        public override bool IsInvalid => handle == 0;

        /// <summary>
        /// Decodes to RGB24 of ⌈side / factor⌉. False on any trouble, warnings included: half a picture comes with a warning here,
        /// and the general path is the one that judges.
        /// </summary>
        public bool TryDecode(ReadOnlySpan<byte> data, JpegHeader expected, int factor, NativeBuffer pixels)
        {
            if (IsInvalid)
                return false;

            fixed (byte* source = data)
            {
                var length = new CULong((nuint)data.Length);
                int width, height, subsampling, colorSpace;
                if (_library._header(handle, source, length, &width, &height, &subsampling, &colorSpace) != 0
                    || width != expected.Width || height != expected.Height)
                    return false;

                width = (width + factor - 1) / factor;
                height = (height + factor - 1) / factor;
                var target = pixels.Reserve(width * height * 3);
                return _library._decompress(
                    handle, source, length, target, width, width * 3, height, RgbPixels, StopOnWarning | LimitScans) == 0;
            }
        }

        protected override bool ReleaseHandle() => _library._destroy(handle) == 0;
    }
}
