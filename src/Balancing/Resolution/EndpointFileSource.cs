using System.Buffers;

namespace Balancing.Resolution;

/// <summary>Reads a file of endpoints, and parses it when its bytes have changed.</summary>
/// <param name="path">A full path.</param>
internal sealed class EndpointFileSource(string path)
{
    /// <summary>A hundred thousand endpoints with all their properties. Whoever points at a log by mistake, or at /dev/zero, is told so before memory runs out.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private Contents? _latest;

    /// <summary>What the file lists; the very same object while its bytes are the same, so that nobody compares endpoints.</summary>
    /// <exception cref="InvalidDataException">The file is no list of endpoints.</exception>
    public async ValueTask<IReadOnlyList<EndpointDescription>> ReadAsync(CancellationToken stop)
    {
        var latest = Volatile.Read(ref _latest);
        var buffer = ArrayPool<byte>.Shared.Rent((latest?.Bytes.Length ?? 4095) + 1);
        try
        {
            // Opened anew each time: behind the path there may be another file. Whoever writes to it, or takes it away, is not kept from that.
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
            await using var open = file.ConfigureAwait(false);
            var length = 0;
            while (await file.ReadAsync(buffer.AsMemory(length), stop).ConfigureAwait(false) is > 0 and var read)
            {
                length += read;
                if (length > MaxBytes) throw new InvalidDataException($"'{path}' is larger than {MaxBytes / 1024 / 1024} MB, which is too much for a list of endpoints.");
                if (length == buffer.Length) buffer = Grow(buffer);
            }

            if (latest is not null && buffer.AsSpan(0, length).SequenceEqual(latest.Bytes)) return latest.Endpoints;
            var bytes = buffer.AsSpan(0, length).ToArray();
            latest = new Contents(bytes, EndpointFile.Parse(bytes, path));
            Volatile.Write(ref _latest, latest);
            return latest.Endpoints;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] full)
    {
        var larger = ArrayPool<byte>.Shared.Rent(full.Length * 2);
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }

    private sealed record Contents(byte[] Bytes, IReadOnlyList<EndpointDescription> Endpoints);
}
