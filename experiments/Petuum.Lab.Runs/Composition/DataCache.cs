using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Petuum.Lab.Datasets;
using Petuum.Lab.Files;
using Petuum.Lab.Specs;

namespace Petuum.Lab.Runs;

/// <summary>
/// Data by URL: downloaded once, and again when the server has another version (by ETag, or else by length). Usable
/// from several threads and processes.
/// </summary>
internal static class DataCache
{
    private const string TagEnding = ".etag";

    private static readonly Lock Gate = new();
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromMinutes(30) };

    /// <summary>Where downloads are kept.</summary>
    public static string Folder { get; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } own
            ? own
            : Path.GetTempPath(),
        "petuum-lab",
        "data");

    /// <summary>The path of a spec's file; a URL is downloaded if it has to be.</summary>
    /// <param name="folder">What relative paths start from.</param>
    /// <param name="file">As written in the spec.</param>
    /// <exception cref="DataFormatException">It cannot be downloaded.</exception>
    public static string PathOf(string folder, string file)
    {
        if (!FileDataSpec.IsUrl(file))
        {
            return Path.Combine(folder, file);
        }

        lock (Gate)
        {
            return Download(new Uri(file), file);
        }
    }

    private static string Download(Uri uri, string file)
    {
        string path = Path.Combine(Folder, NameOf(uri));
        try
        {
            Directory.CreateDirectory(Folder);
            Fetch(uri, path);
            return path;
        }
        catch (Exception failure) when (
            failure is HttpRequestException or IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            throw new DataFormatException(
                file, 0, $"it cannot be downloaded: {failure.Message}",
                $"check the address, and that {Folder} can be written", failure);
        }
    }

    private static void Fetch(Uri uri, string path)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, uri);
        string? tag = File.Exists(path) && File.Exists(path + TagEnding) ? File.ReadAllText(path + TagEnding) : null;
        if (tag is { Length: > 0 } && EntityTagHeaderValue.TryParse(tag, out EntityTagHeaderValue? known))
        {
            request.Headers.IfNoneMatch.Add(known);
        }

        using HttpResponseMessage response = Client.Send(request, HttpCompletionOption.ResponseHeadersRead);
        if (response.StatusCode == HttpStatusCode.NotModified)
        {
            return;
        }

        response.EnsureSuccessStatusCode();
        string current = response.Headers.ETag?.ToString() ?? "";
        long? length = response.Content.Headers.ContentLength;
        if (tag == current && length is not null && length == new FileInfo(path).Length)
        {
            return;
        }

        Save(response, path, length);
        AtomicFile.WriteText(path + TagEnding, current);
    }

    private static void Save(HttpResponseMessage response, string path, long? length) =>
        AtomicFile.Write(path, stream =>
        {
            using Stream body = response.Content.ReadAsStream();
            body.CopyTo(stream);
            if (length is { } promised && stream.Length != promised)
            {
                throw new IOException($"{stream.Length} bytes came of {promised}");
            }
        });

    /// <summary>A hash of the whole URL, then its last part: formats are told by the ending.</summary>
    private static string NameOf(Uri uri)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(uri.AbsoluteUri)))[..16];
        string name = Path.GetFileName(uri.LocalPath);
        return $"{hash}-{string.Join('_', name.Split(Path.GetInvalidFileNameChars()))}";
    }
}
