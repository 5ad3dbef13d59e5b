using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Petuum.Lab.Silo.Configuration;

/// <summary>A setting, with the names it goes by in files, in the environment and on the command line.</summary>
/// <param name="Path">The properties that lead to it.</param>
internal sealed record Setting(params IReadOnlyList<PropertyInfo> Path)
{
    /// <summary>Its key in appsettings.json, <c>Tls:Certificate</c>.</summary>
    public string Key { get; } = string.Join(':', Path.Select(property => property.Name));

    /// <summary>Its option, <c>--tls-certificate</c>.</summary>
    public string Flag { get; } = "--" + Join('-', JsonNamingPolicy.KebabCaseLower, Path);

    /// <summary>Its variable, <c>PETUUM_TLS_CERTIFICATE</c>.</summary>
    public string Variable { get; } = "PETUUM_" + Join('_', JsonNamingPolicy.SnakeCaseUpper, Path);

    /// <summary>What it is for.</summary>
    public string Description { get; } = Path[^1].GetCustomAttribute<DescriptionAttribute>()?.Description ?? "";

    /// <summary>The type of its values.</summary>
    public Type Type => Path[^1].PropertyType;

    /// <summary>True if <c>--flag</c> alone means <c>--flag true</c>.</summary>
    public bool IsSwitch => Type == typeof(bool);

    /// <summary>Its value.</summary>
    public object? Get(SiloOptions options) => Path[^1].GetValue(Owner(options));

    /// <summary>Sets its value.</summary>
    public void Set(SiloOptions options, object value) => Path[^1].SetValue(Owner(options), value);

    private object Owner(SiloOptions options) =>
        Path.SkipLast(1).Aggregate((object)options, (owner, property) => property.GetValue(owner)!);

    private static string Join(char between, JsonNamingPolicy spelling, IEnumerable<PropertyInfo> path) =>
        string.Join(between, path.Select(property => spelling.ConvertName(property.Name)));
}

/// <summary>All settings.</summary>
internal static class OptionTable
{
    /// <summary>All settings, in the order of <see cref="SiloOptions"/>.</summary>
    public static IReadOnlyList<Setting> All { get; } = [.. Of(typeof(SiloOptions), [])];

    /// <summary>The setting with a key; null if there is none.</summary>
    public static Setting? Find(string key) =>
        All.FirstOrDefault(setting => setting.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads a value; times are like <c>500ms</c>, <c>10s</c>, <c>2m</c> or <c>00:00:10</c>.</summary>
    /// <exception cref="OptionException">It is not of the setting's type.</exception>
    public static object Parse(Setting setting, string text)
    {
        object? value = setting.Type switch
        {
            Type type when type == typeof(string) => text,
            Type type when type == typeof(int) => int.TryParse(text, out int number) ? number : null,
            Type type when type == typeof(long) => ParseBytes(text),
            Type type when type == typeof(double) =>
                double.TryParse(text, CultureInfo.InvariantCulture, out double number) ? number : null,
            Type type when type == typeof(bool) => bool.TryParse(text, out bool truth) ? truth : null,
            Type type when type == typeof(TimeSpan) => ParseTime(text),
            Type type when type.IsEnum => ParseName(type, text),
            Type type => throw new InvalidOperationException($"{setting.Key} is of type {type}."),
        };
        return value ?? throw new OptionException(
            new OptionError(setting.Key, $"'{text}' is not {Kind(setting.Type)}", $"for example {Example(setting)}"));
    }

    private static IEnumerable<Setting> Of(Type type, IReadOnlyList<PropertyInfo> path) =>
        type.GetProperties().Where(property => property.CanWrite).SelectMany(property =>
            property.PropertyType.IsClass && property.PropertyType != typeof(string)
                ? Of(property.PropertyType, [.. path, property])
                : [new Setting([.. path, property])]);

    private static object? ParseName(Type type, string text) =>
        Enum.GetNames(type).FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name
            ? Enum.Parse(type, name)
            : null;

    private static object? ParseTime(string text)
    {
        (string Unit, double Seconds)[] units = [("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];
        foreach ((string unit, double seconds) in units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text.AsSpan(0, text.Length - unit.Length), out double count))
            {
                return Math.Abs(count) <= 1e6 ? TimeSpan.FromSeconds(count * seconds) : null;
            }
        }

        bool isClockTime = text.Contains(':') && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _);
        return isClockTime ? TimeSpan.Parse(text, CultureInfo.InvariantCulture) : null;
    }

    private static object? ParseBytes(string text)
    {
        (string Unit, int Shift)[] units = [("KiB", 10), ("MiB", 20), ("GiB", 30), ("", 0)];
        foreach ((string unit, int shift) in units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && long.TryParse(text.AsSpan(0, text.Length - unit.Length).Trim(), out long count))
            {
                return count <= long.MaxValue >> shift ? count << shift : null;
            }
        }

        return null;
    }

    private static string Kind(Type type) =>
        type == typeof(TimeSpan) ? "a time"
        : type == typeof(bool) ? "true or false"
        : type == typeof(long) ? "a number of bytes"
        : type.IsEnum ? "one of " + string.Join(", ", Enum.GetNames(type).Select(name => name.ToLowerInvariant()))
        : "a number";

    private static string Example(Setting setting) =>
        setting.Type == typeof(TimeSpan) ? "500ms, 10s or 2m"
        : setting.Type == typeof(long) ? "64MiB"
        : Text(setting.Get(new SiloOptions()));

    /// <summary>A value as it may be written.</summary>
    public static string Text(object? value) => value switch
    {
        TimeSpan { TotalDays: >= 1 } time => $"{time.TotalDays}d",
        TimeSpan time => time.TotalSeconds < 1 ? $"{time.TotalMilliseconds}ms" : $"{time.TotalSeconds}s",
        long bytes when bytes % (1 << 20) == 0 => $"{bytes >> 20}MiB",
        Enum or bool => value.ToString()!.ToLowerInvariant(),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
