namespace Petuum.Lab.Analysis.Report;

/// <summary>The files that the assembly carries for its pages.</summary>
internal static class Resources
{
    /// <summary>The text of a file, with line feeds.</summary>
    public static string Text(string name)
    {
        using Stream stream = typeof(Resources).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the assembly carries no {name}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
