namespace Petuum.Lab.Files;

/// <summary>Writes a file whole or not at all.</summary>
public static class AtomicFile
{
    /// <summary>What the names of unfinished files end with; readers of folders pass over them.</summary>
    public const string UnfinishedSuffix = ".unfinished";

    private static int _count;

    /// <summary>
    /// Writes to a file beside <paramref name="path"/>, then moves it there. When <paramref name="write"/> throws, what
    /// was at <paramref name="path"/> before is untouched and nothing else is left behind. Creates the folder. Where
    /// <paramref name="path"/> is a link, the file that it leads to is written; a file keeps its permissions. A pipe or
    /// a device cannot be replaced, so what is written goes straight to it.
    /// </summary>
    /// <exception cref="NotAFileException">It is a folder.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        if (Directory.Exists(path))
        {
            throw new NotAFileException(path);
        }

        using Stream? device = OpenDevice(path);
        if (device is not null)
        {
            write(device);
            return;
        }

        WriteBeside(TargetOf(path), write);
    }

    /// <summary>Writes a text as UTF-8 without a byte order mark.</summary>
    public static void WriteText(string path, string text) => Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        writer.Write(text);
    });

    /// <summary>The whole name of the file or folder that a path means: where its links lead.</summary>
    /// <exception cref="IOException">The links lead nowhere.</exception>
    public static string TargetOf(string path)
    {
        FileInfo file = new(Path.GetFullPath(path));
        return file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    private static void WriteBeside(string whole, Action<Stream> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(whole)!);
        string unfinished = $"{whole}.{Environment.ProcessId}-{Interlocked.Increment(ref _count)}{UnfinishedSuffix}";
        try
        {
            using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
            {
                if (!OperatingSystem.IsWindows() && File.Exists(whole))
                {
                    File.SetUnixFileMode(stream.SafeFileHandle, File.GetUnixFileMode(whole));
                }

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

    /// <summary>What is there, opened, if it is a pipe or a device; null if it is a plain file, or nothing.</summary>
    private static Stream? OpenDevice(string path)
    {
        // Where standard output is a file, opening it by name would write over what this process has printed.
        if (path is "/dev/stdout" or "/dev/fd/1" or "/proc/self/fd/1")
        {
            return Console.OpenStandardOutput();
        }

        if (!Path.Exists(path))
        {
            return null;
        }

        try
        {
            FileStream there = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            if (!IsPlain(there))
            {
                return there;
            }

            there.Dispose();
        }
        catch (Exception nothing) when (nothing is FileNotFoundException or DirectoryNotFoundException)
        {
            // A link to what is not there yet.
        }

        return null;
    }

    /// <summary>Only a plain file can be given a length, even if it is the one that it has.</summary>
    private static bool IsPlain(FileStream file)
    {
        try
        {
            file.SetLength(file.Length);
            return true;
        }
        catch (Exception failure) when (failure is NotSupportedException or IOException)
        {
            return false;
        }
    }
}

/// <summary>A folder, where a file is to be written.</summary>
/// <param name="path">As it was given.</param>
public sealed class NotAFileException(string path) : IOException($"{path}: {Problem}; {Remedy}")
{
    /// <summary>What is wrong.</summary>
    public const string Problem = "a folder, not a file";

    /// <summary>What to do.</summary>
    public const string Remedy = "name a file in it";

    /// <summary>As it was given.</summary>
    public string Path => path;
}
