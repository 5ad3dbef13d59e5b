using System.Text.Json.Nodes;

namespace Petuum.Lab.Tests.Report.Browser;

/// <summary>A page in the browser: what it says on its console, what a reader does with it.</summary>
internal sealed class BrowserPage(Chromium browser, string session)
{
    private static readonly string[] Local = ["file:", "data:", "blob:"];
    private readonly List<string> _errors = [];
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Its name in the protocol.</summary>
    public string Session => session;

    /// <summary>Errors and warnings on the console, and exceptions that nobody caught.</summary>
    public IReadOnlyList<string> Errors
    {
        get
        {
            lock (_errors)
            {
                return [.. _errors];
            }
        }
    }

    /// <summary>The value of an expression; a promise is waited for.</summary>
    public async Task<JsonNode?> ValueAsync(string expression)
    {
        JsonNode answer = await AskAsync("Runtime.evaluate", new JsonObject
        {
            ["expression"] = expression,
            ["awaitPromise"] = true,
            ["returnByValue"] = true,
        });
        return answer["exceptionDetails"] is { } failure
            ? throw new InvalidOperationException(failure.ToJsonString())
            : answer["result"]!["value"];
    }

    /// <summary>Waits until an expression is true, looking at each frame.</summary>
    public async Task UntilAsync(string condition) => await ValueAsync(
        $"new Promise(done => {{ const look = () => ({condition}) ? done(true) : requestAnimationFrame(look); "
        + "look(); })");

    /// <summary>Moves the pointer to a place in the window.</summary>
    public Task PointAsync(double x, double y) => AskAsync("Input.dispatchMouseEvent", new JsonObject
    {
        ["type"] = "mouseMoved",
        ["x"] = x,
        ["y"] = y,
    });

    /// <summary>A picture of what is visible, as PNG.</summary>
    public async Task<byte[]> PictureAsync() => Convert.FromBase64String(
        (string)(await AskAsync("Page.captureScreenshot", new JsonObject { ["format"] = "png" }))["data"]!);

    internal Task<JsonNode> AskAsync(string method, JsonObject parameters) =>
        browser.AskAsync(method, parameters, session);

    internal async Task StartAsync(string url, int width, int height, bool dark)
    {
        foreach (string domain in new[] { "Page", "Runtime", "Log", "Network" })
        {
            await AskAsync(domain + ".enable", []);
        }

        await AskAsync("Emulation.setDeviceMetricsOverride", new JsonObject
        {
            ["width"] = width,
            ["height"] = height,
            ["deviceScaleFactor"] = 1,
            ["mobile"] = false,
        });
        await AskAsync("Emulation.setEmulatedMedia", new JsonObject
        {
            ["features"] = new JsonArray(new JsonObject
            {
                ["name"] = "prefers-color-scheme",
                ["value"] = dark ? "dark" : "light",
            }),
        });
        await AskAsync("Page.navigate", new JsonObject { ["url"] = url });
        await _loaded.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    internal void On(string method, JsonNode parameters)
    {
        string? error = method switch
        {
            "Runtime.exceptionThrown" => parameters["exceptionDetails"]!.ToJsonString(),
            "Runtime.consoleAPICalled" when (string)parameters["type"]! is "error" or "warning" or "assert" =>
                parameters["args"]!.ToJsonString(),
            "Log.entryAdded" when (string)parameters["entry"]!["level"]! is "error" or "warning" =>
                parameters["entry"]!["text"]!.ToJsonString(),
            "Network.requestWillBeSent" when ((string)parameters["request"]!["url"]!) is var url
                && !Local.Any(scheme => url.StartsWith(scheme, StringComparison.Ordinal)) =>
                "asks the network for " + url,
            _ => null,
        };
        if (error is not null)
        {
            lock (_errors)
            {
                _errors.Add(error);
            }
        }

        if (method == "Page.loadEventFired")
        {
            _loaded.TrySetResult();
        }
    }
}
