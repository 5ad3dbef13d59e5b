using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Files;

namespace Petuum.Lab.Tests.Results;

public sealed class EventLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Log_ReadsBackAndHashesItsLines()
    {
        Gen<string> lines = Hostile.Texts.Select(
            text => text.Replace("\n", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal));
        Hostile.Check(Hostile.Lists(lines, 40), all =>
        {
            string path = _folder.File("events.jsonl.gz");
            string hash = Write(path, all);
            byte[] plain = Encoding.UTF8.GetBytes(string.Concat(all.Select(line => line + "\n")));
            return EventLogReader.ReadLines(path).SequenceEqual(all)
                && hash == Convert.ToHexStringLower(SHA256.HashData(plain))
                && EventLogReader.Hash(path) == hash;
        });
    }

    [Fact]
    public void Log_LargerThanItsBufferReadsBack()
    {
        string[] lines = [.. Enumerable.Range(0, 20_000).Select(i => $$"""{"clock":{{i}},"event":"tick"}""")];
        string path = _folder.File("large.gz");
        string hash = Write(path, lines);
        Assert.Equal(lines, EventLogReader.ReadLines(path));
        Assert.Equal(hash, EventLogReader.Hash(path));
    }

    [Fact]
    public void Log_NamesNoTimeAndNoOperatingSystem()
    {
        string path = _folder.File("events.jsonl.gz");
        Write(path, ["{}"]);
        byte[] bytes = File.ReadAllBytes(path);
        Assert.Equal<byte>([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff], bytes[..10]);
        Write(_folder.File("again.gz"), ["{}"]);
        Assert.Equal(bytes, File.ReadAllBytes(_folder.File("again.gz")));
    }

    [Fact]
    public void Log_CutShortOrChangedIsNoticed()
    {
        string path = _folder.File("events.jsonl.gz");
        Write(path, [.. Enumerable.Range(0, 1000).Select(i => i.ToString())]);
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, [.. bytes[..^6], (byte)(bytes[^6] ^ 1), .. bytes[^5..]]);
        Assert.Throws<ResultFileException>(() => EventLogReader.Hash(path));
        for (int length = bytes.Length - 1; length > 0; length -= 37)
        {
            File.WriteAllBytes(path, bytes[..length]);
            Assert.Throws<ResultFileException>(() => EventLogReader.Hash(path));
            Assert.Throws<ResultFileException>(() => EventLogReader.ReadLines(path).Count());
        }

        Assert.Throws<ResultFileException>(() => EventLogReader.Hash(_folder.File("nowhere.gz")));
        Assert.Throws<ResultFileException>(() => EventLogReader.ReadLines(_folder.File("nowhere.gz")).Count());
    }

    [Fact]
    public void Line_WithALineBreakIsRefused()
    {
        using var log = new EventLogWriter(new MemoryStream());
        Assert.Throws<ArgumentException>(() => log.Append("a\nb"u8));
        log.Finish();
        Assert.Throws<ObjectDisposedException>(() => log.Append("a"u8));
    }

    public void Dispose() => _folder.Dispose();

    private static string Write(string path, IReadOnlyList<string> lines)
    {
        string hash = "";
        AtomicFile.Write(path, stream =>
        {
            using var log = new EventLogWriter(stream);
            foreach (string line in lines)
            {
                log.Append(Encoding.UTF8.GetBytes(line));
            }

            hash = log.Finish();
            Assert.Equal(lines.Count, log.Count);
        });
        return hash;
    }
}
