using System.IO.Compression;
using Petuum.Lab.Files;

namespace Petuum.Lab.Tests.Files;

/// <summary>A gzip file reads as what was compressed, or is refused: there is no third.</summary>
public sealed class WholeGzipTests
{
    /// <summary>Blocks that are stored, of fixed codes, of codes of their own; and a member without a byte.</summary>
    private static readonly byte[][] Texts =
    [
        Noise(3000), [.. "short"u8], [.. Enumerable.Range(0, 2000).Select(n => (byte)(n * n % 23))], [],
    ];

    /// <summary>However many bytes a reader asks for at a time.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(24)]
    [InlineData(25)]
    [InlineData(26)]
    [InlineData(1 << 15)]
    public void Members_ReadOneAfterTheOther_OrAreCutOff(int asked)
    {
        foreach ((byte[] first, byte[] second) in Texts.SelectMany(first => Texts.Select(second => (first, second))))
        {
            byte[] one = Gzip(first);
            byte[] whole = [.. one, .. Gzip(second)];
            Assert.Equal([.. first, .. second], Read(whole, asked));
            for (int length = 1; length < whole.Length; length += length > 60 && length < one.Length - 20 ? 19 : 1)
            {
                if (length != one.Length)
                {
                    Assert.Throws<InvalidDataException>(() => Read(whole[..length], asked));
                }
            }
        }
    }

    [Fact]
    public void HeadersWithNames_AreReadOrCutOff()
    {
        byte[] plain = Gzip(Texts[1]);
        byte[] named = [0x1F, 0x8B, 8, 8 + 4, 0, 0, 0, 0, 0, 3, 2, 0, 7, 7, .. "name\0"u8, .. plain[10..]];
        Assert.Equal(Texts[1], Read(named, 100));
        for (int length = 1; length < named.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => Read(named[..length], 100));
        }
    }

    /// <summary>Whatever buffer the library reads in, a member may end where one does.</summary>
    [Fact]
    public void Member_EndsAtAnyPlaceOfABuffer()
    {
        for (int length = 8192 - 40; length < 8192 + 20; length++)
        {
            byte[] text = Noise(length);
            byte[] member = Gzip(text);
            Assert.Equal(text, Read(member, 1 << 16));
            Assert.Equal([.. text, .. text], Read([.. member, .. member], 1 << 16));
            Assert.Throws<InvalidDataException>(() => Read(member[..^1], 1 << 16));
            Assert.Throws<InvalidDataException>(() => Read([.. member, 1, 2, 3], 1 << 16));
        }
    }

    [Fact]
    public void Problem_IsNamed()
    {
        byte[] whole = Gzip(Texts[2]);
        Assert.Equal("the compressed data is cut off", Problem(whole[..^9]));
        Assert.Equal("the compressed data is cut off", Problem(whole[..^1]));
        Assert.Equal("bytes that are not gzip follow the compressed data", Problem([.. whole, 1, 2, 3]));
        whole[^8] ^= 1;
        Assert.Equal("the checksum does not fit the compressed data", Problem(whole));
    }

    private static string Problem(byte[] bytes) =>
        Assert.Throws<InvalidDataException>(() => Read(bytes, 1 << 12)).Message;

    private static byte[] Read(byte[] bytes, int asked)
    {
        using WholeGzipStream gzip = new(new MemoryStream(bytes));
        using MemoryStream text = new();
        gzip.CopyTo(text, asked);
        return text.ToArray();
    }

    private static byte[] Gzip(byte[] text)
    {
        using MemoryStream bytes = new();
        using (GZipStream gzip = new(bytes, CompressionLevel.Optimal))
        {
            gzip.Write(text);
            if (text.Length == 0)
            {
                // The library writes nothing at all for no data; gzip wants a header, an empty block and a trailer.
                bytes.Write([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            }
        }

        return bytes.ToArray();
    }

    private static byte[] Noise(int length)
    {
        byte[] noise = new byte[length];
        uint state = 1;
        for (int index = 0; index < length; index++)
        {
            state = (state * 1664525) + 1013904223;
            noise[index] = (byte)(state >> 24);
        }

        return noise;
    }
}
