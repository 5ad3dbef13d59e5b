namespace Petuum.Lab.Files;

/// <summary>Writes a file whole or not at all.</summary>
public static class AtomicFile
{
    /// <summary>What the names of unfinished files end with; readers of folders pass over them.</summary>
    public const string UnfinishedSuffix = ".unfinished";

    private static int _count;

    /// <summary>
    /// Writes to a file beside <paramref name="path"/>, then moves it there. When <paramref name="write"/> throws, what
    /// was at
    /// <paramref name="path"/> before is untouched and nothing else is left behind. Creates the folder.
    /// </summary>
    public static void Write(string path, Action<Stream> write)
    {
        string whole = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
        string unfinished = $"{whole}.{Environment.ProcessId}-{Interlocked.Increment(ref _count)}{UnfinishedSuffix}";
        try
        {
            using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(unfinished, whole, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>Writes a text as UTF-8 without a byte order mark.</summary>
    public static void WriteText(string path, string text) => Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        writer.Write(text);
    });
}
