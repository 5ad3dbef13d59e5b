using System.IO.Compression;
using System.Text;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Tests.Datasets;

/// <summary>A folder of its own for every test, and ways to put files there.</summary>
public abstract class DataTestBase : IDisposable
{
    private int _files;

    protected DataTestBase()
    {
        Folder = Directory.CreateTempSubdirectory("petuum-lab-data-").FullName;
    }

    protected string Folder { get; }

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected string PathOf(string name) => Path.Combine(Folder, name);

    protected string NewPath(string ending = "") => PathOf($"{_files++}{ending}");

    protected string FileOf(string content, string? name = null) => FileOf(Encoding.UTF8.GetBytes(content), name);

    protected string FileOf(byte[] content, string? name = null)
    {
        string path = name is null ? NewPath() : PathOf(name);
        File.WriteAllBytes(path, content);
        return path;
    }

    protected static byte[] Gzip(byte[] content)
    {
        MemoryStream bytes = new();
        using (GZipStream gzip = new(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return bytes.ToArray();
    }

    protected static RegressionData ReadSamples(string path, DataOptions? options = null, DataPart part = default) =>
        DataFile.Open(path, options).ReadRegression(part);

    protected static Ratings ReadRatings(string path, DataOptions? options = null, DataPart part = default) =>
        DataFile.Open(path, options).ReadRatings(part);

    protected static DataOptions As(DataFormat format) => new() { Format = format };
}
