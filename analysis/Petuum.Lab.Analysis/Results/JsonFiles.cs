using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Petuum.Lab.Analysis.Results;

/// <summary>
/// Result files as JSON: indented, line feeds, names in snake case in the order of the record's members. Numbers that
/// JSON lacks are the texts "NaN", "Infinity" and "-Infinity"; verdicts and the like are their names in lower case.
/// </summary>
public static class JsonFiles
{
    private static readonly ResultsJson Json = new(new JsonSerializerOptions
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new JsonStringEnumConverter<Verdict>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
            new JsonStringEnumConverter<Expectation>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
            new JsonStringEnumConverter<Severity>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false),
        },
    });

    /// <summary>Writes <c>run.json</c>.</summary>
    public static void Write(Stream stream, RunManifest manifest) => Write(stream, manifest, Json.RunManifest);

    /// <summary>Writes <c>summary.json</c>.</summary>
    public static void Write(Stream stream, RunSummary summary) => Write(stream, summary, Json.RunSummary);

    /// <summary>Writes <c>machine.json</c>.</summary>
    public static void Write(Stream stream, MachineRecord machine) => Write(stream, machine, Json.MachineRecord);

    /// <summary>Reads <c>run.json</c>.</summary>
    /// <exception cref="ResultFileException">The file is not what its name says.</exception>
    public static RunManifest ReadManifest(string path) => Read(path, Json.RunManifest);

    /// <summary>Reads <c>summary.json</c>.</summary>
    /// <exception cref="ResultFileException">The file is not what its name says.</exception>
    public static RunSummary ReadSummary(string path) => Read(path, Json.RunSummary);

    /// <summary>Reads <c>machine.json</c>.</summary>
    /// <exception cref="ResultFileException">The file is not what its name says.</exception>
    public static MachineRecord ReadMachine(string path) => Read(path, Json.MachineRecord);

    private static void Write<T>(Stream stream, T value, JsonTypeInfo<T> type)
    {
        JsonSerializer.Serialize(stream, value, type);
        stream.WriteByte((byte)'\n');
    }

    private static T Read<T>(string path, JsonTypeInfo<T> type)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return JsonSerializer.Deserialize(stream, type)
                ?? throw new ResultFileException(path, 0, "the file holds null", CsvFiles.Remedy);
        }
        catch (JsonException failure)
        {
            throw new ResultFileException(path, (failure.LineNumber ?? -1) + 1, failure.Message, CsvFiles.Remedy);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ResultFileException(path, 0, failure.Message, "check that the file is there and may be read");
        }
    }
}

/// <summary>The generated readers and writers.</summary>
[JsonSerializable(typeof(RunManifest))]
[JsonSerializable(typeof(RunSummary))]
[JsonSerializable(typeof(MachineRecord))]
internal sealed partial class ResultsJson : JsonSerializerContext;

/// <summary>A seed as text: readers of JSON round numbers beyond 2^53.</summary>
internal sealed class SeedConverter : JsonConverter<ulong>
{
    public override ulong Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && ulong.TryParse(reader.GetString(), out ulong seed)
            ? seed
            : throw new JsonException("a seed is a text of digits");

    public override void Write(Utf8JsonWriter writer, ulong value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

/// <summary>Swept keys as one object, in their order.</summary>
internal sealed class SweptKeysConverter : JsonConverter<IReadOnlyList<SweptKey>>
{
    public override IReadOnlyList<SweptKey> Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? [.. document.RootElement.EnumerateObject()
                .Select(key => new SweptKey(key.Name, JsonTexts.Text(key.Value)))]
            : throw new JsonException("the swept keys are an object");
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<SweptKey> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (SweptKey key in value)
        {
            writer.WriteString(key.Name, key.Value);
        }

        writer.WriteEndObject();
    }
}

/// <summary>Metrics as one object, in their order.</summary>
internal sealed class MetricsConverter : JsonConverter<IReadOnlyList<Metric>>
{
    public override IReadOnlyList<Metric> Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? [.. document.RootElement.EnumerateObject()
                .Select(metric => new Metric(metric.Name, JsonTexts.Number(metric.Value)))]
            : throw new JsonException("the metrics are an object");
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<Metric> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (Metric metric in value)
        {
            writer.WritePropertyName(metric.Name);
            JsonTexts.Write(writer, metric.Value);
        }

        writer.WriteEndObject();
    }
}

/// <summary>Single values of the converters above.</summary>
internal static class JsonTexts
{
    public static string Text(JsonElement element) =>
        element.ValueKind == JsonValueKind.String
            ? element.GetString()!
            : throw new JsonException("a swept value is a text");

    public static double Number(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.String => element.GetString() switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => throw new JsonException("a metric is a number, \"NaN\", \"Infinity\" or \"-Infinity\""),
        },
        _ => throw new JsonException("a metric is a number"),
    };

    public static void Write(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        }
    }
}
