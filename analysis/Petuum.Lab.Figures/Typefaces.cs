using System.Collections.Concurrent;
using ScottPlot;
using SkiaSharp;

namespace Petuum.Lab.Figures;

/// <summary>The fonts of this machine: the first of a list that it has, and others for letters that it lacks.</summary>
internal static class Typefaces
{
    private static readonly string[] Wanted =
        ["Liberation Sans", "Arial", "Helvetica", "Helvetica Neue", "DejaVu Sans"];

    private static readonly Lazy<string[]> Families = new(() =>
        [.. SKFontManager.Default.FontFamilies.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);

    private static readonly Lazy<string> Usual = new(() =>
        Wanted.FirstOrDefault(wanted => Families.Value.Contains(wanted, StringComparer.OrdinalIgnoreCase))
            ?? Families.Value.FirstOrDefault() ?? Fonts.Sans);

    private static readonly ConcurrentDictionary<string, string> Found = new(StringComparer.Ordinal);

    /// <summary>Whether there is any.</summary>
    public static bool Any => SKFontManager.Default.FontFamilyCount > 0;

    /// <summary>The family for a text: the usual one, or another that has all letters.</summary>
    public static string FamilyFor(string text) => Has(Usual.Value, text)
        ? Usual.Value
        : Found.GetOrAdd(text, missing =>
            Wanted.Where(wanted => Families.Value.Contains(wanted, StringComparer.Ordinal)).Concat(Families.Value)
                .FirstOrDefault(family => Has(family, missing)) ?? Usual.Value);

    /// <summary>The typeface for a text.</summary>
    public static SKTypeface For(string text, bool bold) =>
        Fonts.GetTypeface(FamilyFor(text), bold, italic: false);

    private static bool Has(string family, string text) =>
        text.Length == 0 || Fonts.GetTypeface(family, bold: false, italic: false).ContainsGlyphs(text);
}
