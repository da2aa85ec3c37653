using System.Security.Cryptography;
using System.Text.Json;

namespace BatchVision.Cli.Models.Pull;

/// <summary>
/// The bytes that have arrived, hashed as they arrive, and what names the version of the file that they are from. It outlives the process: the
/// next one reads it once for the hash and goes on.
/// </summary>
internal sealed class PartFile : IDisposable
{
    private const int BufferBytes = 1 << 16;

    private readonly FileStream _stream;
    private readonly string _originFile;
    private IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private PartFile(FileStream stream, string originFile)
    {
        _stream = stream;
        _originFile = originFile;
    }

    /// <summary>Bytes that are there.</summary>
    public long Length => _stream.Length;

    /// <summary>Where they came from and which version that was; null when it is not known, and so nothing can be added to them.</summary>
    public PartOrigin? Origin { get; private set; }

    /// <exception cref="IOException">Another process has it open, or it cannot be written.</exception>
    public static async Task<PartFile> OpenAsync(string path, CancellationToken cancellationToken)
    {
        // Closed to others: two pulls of one model would mix their bytes.
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, BufferBytes, useAsync: true);
        var part = new PartFile(stream, OriginFile(path));
        try
        {
            await part.HashAsync(cancellationToken);
            part.Origin = part.Length > 0 ? ReadOrigin(part._originFile) : null;
            return part;
        }
        catch
        {
            part.Dispose();
            throw;
        }
    }

    /// <summary>Where the origin of a part is kept.</summary>
    public static string OriginFile(string path) => $"{path}.origin";

    public async Task AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(bytes, cancellationToken);
        _hash.AppendData(bytes.Span);
    }

    /// <summary>Forgets all bytes; those that follow are of this origin.</summary>
    public void Restart(PartOrigin? origin)
    {
        _stream.SetLength(0);
        _hash.Dispose();
        _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Origin = origin;
        if (origin is null)
            File.Delete(_originFile);
        else
            File.WriteAllText(_originFile, JsonSerializer.Serialize(origin));
    }

    /// <summary>Lower-case hex SHA-256 of all bytes; flushes them.</summary>
    public async Task<string> Sha256Async(CancellationToken cancellationToken)
    {
        await _stream.FlushAsync(cancellationToken);
        return Convert.ToHexStringLower(_hash.GetCurrentHash());
    }

    /// <summary>Closes it and removes it.</summary>
    public void Delete()
    {
        Dispose();
        File.Delete(_stream.Name);
        File.Delete(_originFile);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _hash.Dispose();
    }

    private async Task HashAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        int read;
        while ((read = await _stream.ReadAsync(buffer, cancellationToken)) > 0)
            _hash.AppendData(buffer.AsSpan(0, read));
    }

    private static PartOrigin? ReadOrigin(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<PartOrigin>(File.ReadAllText(path)) : null;
        }
        catch (JsonException)
        {
            // Cut off by a crash: the download starts again.
            return null;
        }
    }
}
