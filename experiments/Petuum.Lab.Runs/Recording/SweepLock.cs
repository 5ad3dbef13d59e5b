
namespace Petuum.Lab.Runs;

/// <summary>Holds a sweep's folder for one process at a time; let go when disposed, or when the process dies.</summary>
internal sealed class SweepLock : IDisposable
{
    /// <summary>The file that is held.</summary>
    public const string FileName = ".lab-is-writing";

    private readonly FileStream _file;

    private SweepLock(FileStream file) => _file = file;

    /// <summary>Creates the folder if need be, and takes it.</summary>
    /// <exception cref="UserException">It cannot be written to, or someone else holds it.</exception>
    public static SweepLock Take(string folder, string shown)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UserException(
                shown, $"the folder cannot be created: {failure.Message}", "choose another one with --out");
        }

        try
        {
            return new SweepLock(new FileStream(
                Path.Combine(folder, FileName),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None,
                1,
                FileOptions.DeleteOnClose));
        }
        catch (UnauthorizedAccessException)
        {
            throw new UserException(shown, "the folder may not be written to", "choose another one with --out");
        }
        catch (IOException failure)
        {
            throw new UserException(
                shown,
                $"the folder cannot be taken: {failure.Message}",
                "wait for the other lab that writes there, or choose another folder with --out");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
