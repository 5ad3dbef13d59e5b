@echo off
rem Builds the lab command if its sources changed, then runs it. See experiments/README.md.
rem LAB_CONFIGURATION: Release (default) or Debug.
setlocal
set "configuration=%LAB_CONFIGURATION%"
if "%configuration%"=="" set "configuration=Release"
set "project=%~dp0experiments\Petuum.Lab.Experiments"
set "output=%project%\bin\lab\%configuration%"
set "log=%TEMP%\petuum-lab-build-%RANDOM%-%RANDOM%.log"

for %%c in (Release Debug) do if "%configuration%"=="%%c" goto known
echo lab: LAB_CONFIGURATION is '%configuration%'; use Release or Debug 1>&2
exit /b 1

:known
where dotnet >nul 2>nul
if errorlevel 1 (
    echo lab: there is no 'dotnet' on the PATH; install the .NET 10 SDK: https://dotnet.microsoft.com/download 1>&2
    exit /b 5
)

rem The build itself sees what changed; when nothing did it takes a second or two.
pushd "%~dp0"
if not "%configuration%"=="Debug" if not exist "%project%\obj\lab.plain" (
    dotnet publish "%project%\Petuum.Lab.Experiments.csproj" --configuration %configuration% --output "%output%" --use-current-runtime --self-contained false -p:PublishReadyToRun=true -p:UseAppHost=false --verbosity quiet --nologo >"%log%" 2>&1
    if not errorlevel 1 goto built
)

rem In Debug, or where the package that compiles ahead of time cannot be had.
dotnet build "%project%\Petuum.Lab.Experiments.csproj" --configuration %configuration% --output "%output%" --verbosity quiet --nologo >"%log%" 2>&1
if errorlevel 1 (
    popd
    echo lab: the build failed 1>&2
    findstr /i "error" "%log%" 1>&2
    del "%log%"
    exit /b 5
)
if not "%configuration%"=="Debug" echo a plain build does>"%project%\obj\lab.plain"

:built
popd
del "%log%"
dotnet "%output%\lab.dll" %*
exit /b %ERRORLEVEL%
